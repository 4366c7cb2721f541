import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formatCount } from 'tribune/charts';
import { policyCheckQuery } from '../../api/policies.js';
import { Failure } from '../../parts/states.js';
import { Badge } from '../../parts/words.js';

/** Pause in typing after which the text is checked, ms. */
const PAUSE_MS = 400;

/** Mistakes that are listed: one that is mended often takes others with it. */
const MOST_SHOWN = 100;

/** The check of a text as it is typed, of the newest one that has an answer. */
export function useCheck(text: string) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const check = useQuery({
    ...policyCheckQuery(settled),
    enabled: settled !== '',
    // What was said of another text stays while this one is checked; of none nothing is said.
    ...(settled === '' ? {} : { placeholderData: keepPreviousData }),
  });
  return { check, isCurrent: settled === text && !check.isPlaceholderData && check.data !== undefined };
}

interface FindingsProps {
  readonly of: ReturnType<typeof useCheck>;
  readonly onGo: (line: number, column: number) => void;
}

/** What `tribune policy check` says of the text, each with its line and the way to mend it. */
export function Findings({ of: { check, isCurrent }, onGo }: FindingsProps) {
  if (check.isError) return <Failure cause={check.error} onRetry={() => void check.refetch()} />;
  if (check.data === undefined)
    return (
      <p className="note" role="status">
        Checked as you type.
      </p>
    );
  const { policy, mistakes } = check.data;
  return (
    <div className="stack">
      <p className={`verdict ${policy === null ? 'bad' : 'good'}`} role="status">
        {policy === null
          ? `${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}`
          : `${policy.name} ${policy.version} is valid, with ${policy.requirements.length} requirements`}
        {isCurrent ? '.' : ' … checking what you typed'}
      </p>
      {mistakes.length === 0 ? null : (
        <ul className="mistakes">
          {mistakes.slice(0, MOST_SHOWN).map(({ line, column, severity, message, remedy }) => (
            <li key={`${line} ${column} ${message}`}>
              <button type="button" className="button small" onClick={() => onGo(line, column)}>
                Line {line}
              </button>
              <span>
                <Badge look={severity === 'error' ? 'bad' : 'care'} glyph={severity === 'error' ? '■' : '◆'}>
                  {severity}
                </Badge>{' '}
                <bdi>{message}</bdi>
                {remedy === null ? null : <bdi className="note block">{remedy}</bdi>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mistakes.length > MOST_SHOWN ? (
        <p className="note small">
          The first {MOST_SHOWN} of {formatCount(mistakes.length)}; tribune policy check lists them all.
        </p>
      ) : null}
    </div>
  );
}
