import { demand } from '../base/fail.js';
import { demandIndex, demandSize, type EntryRange, splitPoint } from './ranges.js';

/**
 * The ranges whose hashes are the inclusion proof of entry `index` in the tree of `size` entries, from the leaf's sibling
 * up (RFC 6962 section 2.1.1). A plan needs no hashes, so a reader can fetch all it needs at once.
 */
export function planInclusion(index: number, size: number): EntryRange[] {
  demandIndex(index, size);
  const siblings: EntryRange[] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + splitPoint(end - begin);
    if (index < middle) {
      siblings.push({ begin: middle, end });
      end = middle;
    } else {
      siblings.push({ begin, end: middle });
      begin = middle;
    }
  }
  return siblings.reverse();
}

/**
 * The ranges whose hashes are the consistency proof from the tree of `oldSize` entries to that of `size` (RFC 6962
 * section 2.1.2). Empty for equal sizes, and for an old size of 0, which everything extends.
 */
export function planConsistency(oldSize: number, size: number): EntryRange[] {
  demandSize(oldSize, 'old tree size');
  demandSize(size);
  demand(oldSize <= size, `old tree size ${oldSize} is above ${size}`, 'Ask from the smaller to the larger tree.');
  if (oldSize === 0) return [];
  const ranges: EntryRange[] = [];
  let begin = 0;
  let end = size;
  while (end !== oldSize) {
    const middle = begin + splitPoint(end - begin);
    if (oldSize <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  // When the old tree is a perfect subtree on the left edge, the verifier already has its root.
  if (begin > 0) ranges.push({ begin, end });
  return ranges.reverse();
}
