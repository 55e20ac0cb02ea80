// Announces a text to screen readers, by the live region of the layout.
export function announce(text) {
  document.getElementById('announcement').textContent = text;
}
