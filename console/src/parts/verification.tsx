import type { VerificationStatus, VerificationStep } from 'tribune/ledger';

const VERDICTS: Readonly<Record<VerificationStatus, readonly [look: string, text: string]>> = {
  verified: ['good', 'Whole, and witnesses vouch that everyone sees the same log.'],
  unwitnessed: [
    'care',
    'Whole. No witness vouches that others see the same log: the holder of its key could have rewritten it.',
  ],
  failed: ['bad', 'Not as it was signed. Keep a copy: together with the steps below it is evidence.'],
};

export function VerdictLine({ overall }: { readonly overall: VerificationStatus }) {
  const [look, text] = VERDICTS[overall];
  return (
    <p className={`verdict ${look}`} role="status">
      {text}
    </p>
  );
}

const MARKS = { ok: '✓', failed: '✗', skipped: '–' } as const;
const SAID = { ok: 'holds', failed: 'fails', skipped: 'not checked' } as const;

/** What was checked, step by step. */
export const Steps = ({ steps }: { readonly steps: readonly VerificationStep[] }) => (
  <ul className="steps">
    {steps.map(({ id, status, title, detail, remedy }) => (
      <li key={id}>
        <span role="img" aria-label={SAID[status]}>
          {MARKS[status]}
        </span>
        <span>
          {title}:{' '}
          <span className="note">
            {detail}
            {remedy === undefined ? '' : `. ${remedy}`}
          </span>
        </span>
      </li>
    ))}
  </ul>
);
