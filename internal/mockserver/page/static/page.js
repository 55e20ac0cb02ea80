// The page works without JavaScript, except for signing. The modules copy texts, keep the
// request log up to date, explain the access matrix, and try a token without leaving the page.
import { offerCopies } from './copy.js';
import { explainCells } from './matrix.js';
import { followRequests } from './requests.js';
import { tryInPlace } from './test.js';

offerCopies(document);
followRequests();
explainCells();
tryInPlace();

// A view that reports a result begins there. The address loses the report, so that a
// reload does not repeat it.
const notice = document.querySelector('[data-focus]');
if (notice) {
  notice.focus();
  const address = new URL(location.href);
  if (address.searchParams.has('done')) {
    address.searchParams.delete('done');
    history.replaceState(null, '', address);
  }
}
