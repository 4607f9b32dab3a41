// Where the app itself does not come (a module, all its words), the page says so, and gives a way on. A classic script in
// the head: it stands on nothing that may be missing. Without it, css/base.css shows the same after a while.
{
  const stuck = () => {
    const element = document.getElementById('stuck');      // main.js takes it away as soon as it runs
    if (!element) return;
    const wanted = [localStorage.getItem('quarterbin.language'), ...navigator.languages].map((tag) => tag?.split('-')[0]);
    const told = /** @type {HTMLElement[]} */ ([...element.children]);
    const mine = wanted.map((language) => told.find(({ lang }) => lang === language)).find(Boolean) ?? told[0];
    for (const one of told) one.hidden = one !== mine;
    element.classList.add('is-stuck');
    element.querySelector('p:not([hidden]) a')?.addEventListener('click', (event) => {
      event.preventDefault();
      location.reload();
    });
  };
  const failed = (/** @type {Event} */ event) => {
    if (!(event.target instanceof Element) || event.target.matches('script[src$="/js/start.js"]')) stuck();
  };
  addEventListener('error', failed, true);                 // of a script that did not come, or that failed
  addEventListener('unhandledrejection', failed);
}
