import { announce } from './announce.js';

// Shows the buttons that copy below an element. data-copy is the id of the text.
export function offerCopies(below) {
  for (const button of below.querySelectorAll('button.copy')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = 'Copied';
  } catch {
    // Without a clipboard, the text is selected, so that one key copies it.
    getSelection().selectAllChildren(source);
    button.textContent = 'Selected: press Ctrl+C';
  }
  announce(button.textContent);
  setTimeout(() => { button.textContent = 'Copy'; }, 3000);
}
