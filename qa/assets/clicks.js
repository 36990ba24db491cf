// A click on what names a measure or a document opens it; on a grade it is judged; one on the copy button copies.
element.addEventListener('click', (event) => {
  const cite = event.target.closest('[data-measure]');
  if (cite) {
    const {measure, start, end} = cite.dataset;
    trigger('click', {measure, start: Number(start), end: Number(end)});
    return;
  }
  const chosen = event.target.closest('[data-document]');
  if (chosen) {
    trigger('click', {document: chosen.dataset.document});
    return;
  }
  const judged = event.target.closest('[data-grade], [data-answerable], [data-resume]');
  if (judged) {
    const question = judged.closest('[data-query]');
    trigger('click', {...(question ? question.dataset : {}), ...judged.dataset});
    return;
  }
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    navigator.clipboard.writeText(copy.dataset.copy).then(
      () => { copy.textContent = '已复制'; },
      () => { copy.textContent = '浏览器不允许复制，请手动选取'; });
  }
});
