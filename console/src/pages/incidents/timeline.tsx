import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { timelineQuery } from '../../api/incidents.js';
import { Said } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { shortDigest } from '../../parts/digest.js';
import { plainText } from '../../parts/plain-text.js';
import { Answer } from '../../parts/states.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { useAddition } from './use-change.js';

/** Whole digests fill lines; what they are of is named whole in the report. */
const DIGESTS = /sha256:[0-9a-f]{64}/g;
/** Where a happening names a stop, as the service writes it. */
const STOP = /^(.*?)\bstop ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b(.*)$/s;
/** Items that are shown without being asked for. */
const FEW = 30;

/** What happened, the newest first, and a note to add. */
export function Timeline({ of }: { readonly of: wire.Incident }) {
  const items = useQuery(timelineQuery(of.id));
  const [isWhole, setWhole] = useState(false);
  return (
    <div className="stack">
      {of.may.includes('change') ? <Note of={of} /> : null}
      <Answer of={items} what="the timeline">
        {(all) => {
          const newest = all.toReversed();
          const shown = isWhole ? newest : newest.slice(0, FEW);
          return (
            <>
              <ol className="tasks" reversed>
                {shown.map(({ number, at, by, what, text }) => (
                  <li className="task" key={number}>
                    <span className="what">
                      <Happened what={what.replace(DIGESTS, shortDigest)} />
                    </span>
                    <span className="when">
                      <Time at={at} />
                    </span>
                    <span className="why">
                      <Actor id={by} />
                      {text === '' ? null : (
                        <>
                          : <bdi className="lines">{text}</bdi>
                        </>
                      )}
                    </span>
                  </li>
                ))}
              </ol>
              {shown.length < all.length ? (
                <button type="button" className="button no-print" onClick={() => setWhole(true)}>
                  Show all {all.length}
                </button>
              ) : null}
              {of.leftOut === 0 ? null : (
                <p className="note small">
                  {of.leftOut} happenings beyond the bound of the timeline are in the log alone.
                </p>
              )}
            </>
          );
        }}
      </Answer>
    </div>
  );
}

/** What happened; the stop that it names is led to. */
function Happened({ what }: { readonly what: string }) {
  const [, before = '', id, after = ''] = STOP.exec(what) ?? [];
  if (id === undefined) return <Name>{what}</Name>;
  return (
    <>
      <bdi>{plainText(before)}</bdi>
      <Link to="/stops/$id" params={{ id }}>
        stop {id}
      </Link>
      <bdi>{plainText(after)}</bdi>
    </>
  );
}

function Note({ of }: { readonly of: wire.Incident }) {
  const [text, setText] = useState('');
  const act = useAddition(of, () => setText(''));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'note', text });
  };
  return (
    <form className="row no-print" onSubmit={submit}>
      <TextField label="What happens" rows={2} most={10_000} isRequired value={text} onChange={setText} />
      <button type="submit" className="button main-act" disabled={act.isRunning}>
        Write it down
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
