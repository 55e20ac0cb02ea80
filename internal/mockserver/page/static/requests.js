import { announce } from './announce.js';

// Loads the request log again every second, until it is paused.
export function followRequests() {
  const pause = document.getElementById('pause');
  if (!pause) return;
  let paused = false;
  pause.hidden = false;
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
  });
  setInterval(async () => {
    if (paused || document.hidden) return;
    try {
      const res = await fetch(location.href);
      const next = new DOMParser().parseFromString(await res.text(), 'text/html').getElementById('live');
      const live = document.getElementById('live');
      // A link or a table that has the focus stays until it has lost it.
      if (!res.ok || paused || !next || next.innerHTML === live.innerHTML || live.contains(document.activeElement)) return;
      const news = Number(next.dataset.total) - Number(live.dataset.total);
      live.replaceWith(next);
      if (news > 0) announce(news === 1 ? '1 new request' : `${news} new requests`);
    } catch {
      // The mock is stopped. The log stays, and the next round tries again.
    }
  }, 1000);
}
