/** A line of two texts beside each other. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** Number of the line in the newer text, from 1; of a removed line in the older one. */
  readonly line: number;
}

/** Most pairs of lines that are compared: beyond it the changed middle is shown as removed and added whole. */
const MOST_PAIRS = 4_000_000;

/**
 * The lines that differ, by the longest common sequence of lines (Hunt and McIlroy 1976), after the common ends are set aside.
 *
 * @example diff('a\nb', 'a\nc').map(({ kind }) => kind) // ['same', 'removed', 'added']
 */
export function diff(before: string, after: string): DiffLine[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const same = (from: number, to: number): DiffLine[] =>
    now.slice(from, to).map((text, i) => ({ kind: 'same', text, line: from + i + 1 }));
  return [
    ...same(0, start),
    ...middle(old.slice(start, old.length - end), now.slice(start, now.length - end), start),
    ...same(now.length - end, now.length),
  ];
}

function middle(old: readonly string[], now: readonly string[], offset: number): DiffLine[] {
  const removed = (i: number): DiffLine => ({ kind: 'removed', text: old[i]!, line: offset + i + 1 });
  const added = (j: number): DiffLine => ({ kind: 'added', text: now[j]!, line: offset + j + 1 });
  if (old.length * now.length > MOST_PAIRS) return [...old.map((_, i) => removed(i)), ...now.map((_, j) => added(j))];
  const width = now.length + 1;
  // longest[i * width + j]: length of the longest common sequence of the lines from i and from j on.
  const longest = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      longest[i * width + j] =
        old[i] === now[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ kind: 'same', text: now[j]!, line: offset + j + 1 });
      i++;
      j++;
    } else if (j >= now.length || (i < old.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!))
      lines.push(removed(i++));
    else lines.push(added(j++));
  }
  return lines;
}

/** Lines around each change that are shown. */
const AROUND = 3;

/** The changed lines with those around them; where lines are left out, the number of them. */
export function hunks(lines: readonly DiffLine[]): (DiffLine | number)[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ kind }, at) => {
    if (kind !== 'same') near.fill(1, Math.max(0, at - AROUND), at + AROUND + 1);
  });
  const shown: (DiffLine | number)[] = [];
  for (const [at, one] of lines.entries()) {
    if (near[at] === 1) shown.push(one);
    else if (typeof shown.at(-1) === 'number') shown.push((shown.pop() as number) + 1);
    else shown.push(1);
  }
  return shown;
}
