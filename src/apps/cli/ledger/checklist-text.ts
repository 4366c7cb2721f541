import type { VerificationStatus, VerificationStep } from '../../../core/ledger/index.js';
import { printable } from '../terminal/error.js';
import type { Paint } from '../terminal/paint.js';

const MARKS = {
  ok: ['✓', 'green'],
  failed: ['✗', 'red'],
  skipped: ['–', 'dim'],
} as const;

/** Steps as lines: mark, claim, and the result below. */
export function stepLines(steps: readonly VerificationStep[], paint: Paint): string[] {
  return steps.flatMap(({ status, title, detail, remedy }) => {
    const [mark, style] = MARKS[status];
    const lines = [`  ${paint(style, mark)} ${title}`, paint('dim', `      ${printable(detail)}`)];
    return remedy === undefined ? lines : [...lines, `      ${printable(remedy)}`];
  });
}

const SENTENCES: Readonly<Record<VerificationStatus, string>> = {
  verified: 'verified',
  unwitnessed:
    'unwitnessed: everything verified, but no witness signed. Whoever holds the key of the log could show others another history.',
  failed: 'failed: see ✗ above. Keep the files: they are evidence.',
};

/** Note on a wrong key, which is no finding about the log. */
const STRANGE_KEY =
  'failed: none of the keys given here signed this receipt; with the right one it may hold. See ✗ above.';

const STYLES = { verified: 'green', unwitnessed: 'yellow', failed: 'red' } as const;

/**
 * The last line, with the verdict in words. `isStrangeKey` means that the receipt failed because it was signed with a key that was not
 * given.
 */
export function verdictLine(verdict: VerificationStatus, paint: Paint, isStrangeKey = false): string {
  const sentence = verdict === 'failed' && isStrangeKey ? STRANGE_KEY : SENTENCES[verdict];
  return paint(STYLES[verdict], sentence);
}

/** The verdict over several checklists: one failure fails all, and they are witnessed only when each is. */
export function joinVerdicts(verdicts: readonly VerificationStatus[]): VerificationStatus {
  if (verdicts.includes('failed')) return 'failed';
  return verdicts.includes('unwitnessed') ? 'unwitnessed' : 'verified';
}
