// Nothing needs this script: it copies, and keeps the request log up to date.
for (const button of document.querySelectorAll('button.copy')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Select and copy by hand';
    }
  });
}

const pause = document.getElementById('pause');
if (pause) {
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
      if (res.ok && !paused && next && next.innerHTML !== live.innerHTML) live.replaceWith(next);
    } catch {
      // The mock is stopped; what was there stays, and the next round may find it again.
    }
  }, 1000);
}
