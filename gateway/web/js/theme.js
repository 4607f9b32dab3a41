// Runs in the head before the first paint, so that the theme never flashes. A classic script: modules run too late.
// The choice is kept on the device; `theme-menu` writes it.
{
  const chosen = localStorage.getItem('quarterbin.theme');
  if (chosen === 'ink' || chosen === 'paper' || chosen === 'eink') document.documentElement.dataset.theme = chosen;
}
