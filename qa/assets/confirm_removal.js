(id) => {
  // An error keeps the call from being made.
  if (!confirm('从文库删除这份文件？原文件不受影响。')) throw new Error('没有删除');
  return id;
}
