// Runs before the first paint, so that a remembered theme never flashes the other one. The rest is in theme.js.
try {
  const remembered = localStorage.getItem('unum.theme');
  if (remembered === 'light' || remembered === 'dark') document.documentElement.dataset.theme = remembered;
} catch { /* Storage may be forbidden: the system's theme is then used. */ }
