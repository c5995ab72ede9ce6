import type { Page } from 'playwright-core';

/** Every string in the memory of a page's scripts after a garbage collection, as one text. */
export async function heapTexts(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  try {
    const chunks: string[] = [];
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    const snapshot = JSON.parse(chunks.join('')) as { readonly strings: readonly string[] };
    return snapshot.strings.join('\n');
  } finally {
    await session.detach();
  }
}
