() => requestAnimationFrame(() => {
  const opened = [...document.querySelectorAll('.cw-current')];
  const current = opened.find((line) => line.offsetParent !== null);
  const text = current && current.closest('.cw-text');
  if (!text) return;
  text.scrollTop += current.getBoundingClientRect().top - text.getBoundingClientRect().top - 24;
  if (window.innerWidth <= 760) text.closest('.cw-document').scrollIntoView({block: 'start'});
})
