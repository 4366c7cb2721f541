import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Refused } from '../api/call.js';

/** While something is asked for. It appears late, so that a quick answer is not announced. */
export const Loading = ({ what }: { readonly what: string }) => (
  <p className="note wait" role="status">
    Loading {what} …
  </p>
);

/** Nothing is there yet: what would be, and the one command that brings it. */
export function Empty({ title, children, command }: { title: string; children?: ReactNode; command?: string }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children === undefined ? null : <p className="note">{children}</p>}
      {command === undefined ? null : <Command text={command} />}
    </div>
  );
}

/** A command line to be taken into a terminal. */
export function Command({ text }: { readonly text: string }) {
  const [isTaken, setTaken] = useState(false);
  const take = (): void => {
    navigator.clipboard
      ?.writeText(text)
      .then(() => setTaken(true))
      .catch(() => undefined);
  };
  return (
    <div className="command">
      <code>{text}</code>
      <button type="button" className="button small" onClick={take} aria-live="polite">
        {isTaken ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}

/** What the service refused, or why it did not answer. */
export function Failure({ cause, onRetry }: { readonly cause: unknown; readonly onRetry?: () => void }) {
  if (cause instanceof Refused && cause.status === 403) return <NotAllowed cause={cause} />;
  const remedy = cause instanceof Refused ? cause.remedy : 'Check that it runs and that your network reaches it.';
  return (
    <div className="state bad" role="alert">
      <h2>{cause instanceof Error ? cause.message : String(cause)}</h2>
      {remedy === '' ? null : <p className="note">{remedy}</p>}
      {onRetry === undefined ? null : (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A refusal that names a row of the table of access says nothing to a reader that what helps does not say. */
const NAMES_AN_ACTION = /^\w+(?:\.[\w-]+)+ is not allowed/;

export const NotAllowed = ({ cause }: { readonly cause: Refused }) => (
  <div className="state">
    <h2>Your roles do not show this</h2>
    <p className="note">{NAMES_AN_ACTION.test(cause.message) ? cause.remedy : `${cause.message} ${cause.remedy}`}</p>
  </div>
);

interface AnswerProps<T> {
  readonly of: UseQueryResult<T>;
  /** What is asked for, as in `Loading the series`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** Refusals after which what was shown before is no longer for the reader, or is no more. */
const WITHDRAWN: ReadonlySet<number> = new Set([403, 404, 410]);

/** What of an answer may be shown: nothing where it is withheld or gone, also where it was shown before. */
export const shownOf = <T,>({ data, error }: Pick<UseQueryResult<T>, 'data' | 'error'>): T | undefined =>
  error instanceof Refused && WITHDRAWN.has(error.status) ? undefined : data;

/**
 * Shows an answer once it is there, and until then that it is waited for, or why it does not come. What was there stays while it is asked for anew,
 * and while the service does not answer; not where it is withheld or gone. A session that ended has its own word, over the page.
 */
export function Answer<T>({ of, what, children }: AnswerProps<T>): ReactNode {
  const data = shownOf(of);
  if (data !== undefined) return children(data);
  if (of.isError) return <Failure cause={of.error} onRetry={() => void of.refetch()} />;
  return <Loading what={what} />;
}
