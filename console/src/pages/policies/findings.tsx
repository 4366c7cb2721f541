import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { policyCheckQuery } from '../../api/policies.js';
import { Failure } from '../../parts/states.js';
import { Badge } from '../../parts/words.js';

/** Pause in typing after which the text is checked, ms. */
const PAUSE_MS = 400;

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
    placeholderData: keepPreviousData,
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
          {mistakes.map(({ line, column, severity, message, remedy }) => (
            <li key={`${line} ${column} ${message}`}>
              <button type="button" className="button small" onClick={() => onGo(line, column)}>
                Line {line}
              </button>
              <span>
                <Badge look={severity === 'error' ? 'bad' : 'care'} glyph={severity === 'error' ? '■' : '◆'}>
                  {severity}
                </Badge>{' '}
                {message}
                {remedy === null ? null : <span className="note block">{remedy}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
