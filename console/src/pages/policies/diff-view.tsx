import { diff, hunks } from './diff.js';

const MARKS = { same: ' ', added: '+', removed: '-' } as const;

/** What changed between two texts, line by line. */
export function DiffView({
  before,
  after,
  of,
}: {
  readonly before: string;
  readonly after: string;
  readonly of: string;
}) {
  const lines = diff(before, after);
  const changed = lines.filter(({ kind }) => kind !== 'same');
  if (changed.length === 0) return <p className="note">The text is that of {of}.</p>;
  const [added, removed] = (['added', 'removed'] as const).map(
    (kind) => changed.filter((one) => one.kind === kind).length,
  );
  return (
    <figure>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <section className="scroll" tabIndex={0} aria-label={`Differences from ${of}`}>
        <pre className="diff">
          {hunks(lines).map((one, at) =>
            typeof one === 'number' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
              <span key={at} className="left-out">{`… ${one} lines alike\n`}</span>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
              <span key={at} data-kind={one.kind}>
                {`${String(one.line).padStart(4)} ${MARKS[one.kind]} ${one.text}\n`}
              </span>
            ),
          )}
        </pre>
      </section>
      <figcaption>
        {added} {added === 1 ? 'line' : 'lines'} added, {removed} removed, against {of}.
      </figcaption>
    </figure>
  );
}
