// Shows the reason of the cell of the access matrix that the pointer or the focus is on.
// Without JavaScript, the link of the cell does. Screen readers read it as the description
// of the cell.
export function explainCells() {
  const why = document.getElementById('why');
  if (!why) return;
  const show = event => {
    const cell = event.target.closest?.('.cell');
    if (!cell) return false;
    const name = document.createElement('strong');
    name.textContent = cell.textContent;
    const reason = document.getElementById(cell.getAttribute('aria-describedby')).textContent;
    why.replaceChildren(name, document.createElement('br'), reason);
    return true;
  };
  for (const kind of ['pointerover', 'focusin']) document.addEventListener(kind, show);
  document.addEventListener('click', event => {
    const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!opensElsewhere && show(event)) event.preventDefault();
  });
}
