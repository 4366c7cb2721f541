import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import { Said, Sheet, useAct } from '../../parts/act.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { ThrowFields } from './throw-fields.js';
import { useLabels } from './version-labels.js';
import { problemOf, scopeOf, type Wanted, wantedBody } from './wanted.js';
import { FALLBACKS, labelOf, MODES, percent, scopeName, whereText } from './words.js';

interface ThrowProps {
  readonly scope: Wanted['kind'];
  readonly of: string | undefined;
  readonly model: string | undefined;
  readonly onClose: () => void;
}

/** Stops something: what and how is chosen, and then confirmed by name. Sent twice, it stops once. */
export function ThrowSheet({ scope, of = '', model = '', onClose }: ThrowProps) {
  const navigate = useNavigate();
  // Browsers give ids only to pages that came safely; without one, an answer that was lost may have stopped twice, which harms nobody.
  const [id] = useState(() => globalThis.crypto.randomUUID?.());
  const [wanted, setWanted] = useState<Wanted>({
    ...{ kind: scope, of, model, where: '', mode: 'stop', share: '10', fallback: 'human-queue' },
    ...{ version: '', versionModel: '', reason: '', until: '', drill: false },
  });
  const [isConfirming, setConfirming] = useState(false);
  const act = useAct(
    async (body: ReturnType<typeof wantedBody>) => {
      const stop = await call('POST /v1/stops', { body: { ...body, ...(id === undefined ? {} : { id }) } });
      void navigate({ to: '/stops/$id', params: { id: stop.id } });
    },
    ['stops'],
  );
  const labels = useLabels(wanted);
  const name = scopeName(scopeOf(wanted), labels);
  const problem = problemOf(wanted);
  if (!isConfirming || problem !== null)
    return (
      <Sheet title="Stop something" onClose={onClose}>
        <ThrowFields
          wanted={wanted}
          problem={isConfirming ? problem : null}
          onChange={(changed) => {
            setWanted(changed);
            setConfirming(false);
          }}
          onDone={() => setConfirming(true)}
          onClose={onClose}
        />
      </Sheet>
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(wantedBody(wanted));
  };
  const title = wanted.drill
    ? `Drill: ${MODES[wanted.mode].name.toLowerCase()} ${name}?`
    : `${MODES[wanted.mode].name} ${name}?`;
  const body = wantedBody(wanted);
  return (
    <Sheet title={title} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>
          {wanted.drill
            ? 'Every program is told, and no decision changes.'
            : `${MODES[wanted.mode].does} It holds at once, and until two other persons resume it.`}
        </p>
        <dl className="facts">
          <dt>Holds for</dt>
          <dd>
            <Name>{name}</Name>
            {body.where === undefined ? null : (
              <>
                , only <Name>{whereText(body.where)}</Name>
              </>
            )}
          </dd>
          {body.share === undefined ? null : (
            <>
              <dt>The model decides for</dt>
              <dd>{percent(body.share)} of the subjects</dd>
            </>
          )}
          {wanted.mode === 'review' ? null : (
            <>
              <dt>Instead decides</dt>
              <dd>
                {FALLBACKS[wanted.fallback]}
                {wanted.fallback === 'last-good-version' ? `: ${labelOf(wanted.version, labels)}` : ''}
              </dd>
            </>
          )}
          <dt>Why</dt>
          <dd>
            <Name>{wanted.reason}</Name>
          </dd>
          {body.until === undefined ? null : (
            <>
              <dt>Look again</dt>
              <dd>
                <Time at={body.until} />
              </dd>
            </>
          )}
        </dl>
        <Said error={act.error} />
        <p className="acts">
          <button type="submit" className="button danger main-act" disabled={act.isRunning}>
            <bdi className="clip">{`${wanted.drill ? 'Drill' : MODES[wanted.mode].name} ${name}`}</bdi>
          </button>
          <button type="button" className="button" onClick={() => setConfirming(false)}>
            Back
          </button>
        </p>
      </form>
      {act.proof}
    </Sheet>
  );
}
