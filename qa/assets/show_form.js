() => requestAnimationFrame(() => {
  const report = document.querySelector('#cw-report');
  if (report && window.innerWidth <= 760) report.scrollIntoView({block: 'start'});
})
