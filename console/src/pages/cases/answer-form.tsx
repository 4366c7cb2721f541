import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { call } from '../../api/call.js';
import type { OutcomeValue } from '../../api/cases.js';
import { Said, useAct } from '../../parts/act.js';
import { Section } from '../../parts/page.js';
import { TextField } from '../../parts/text-field.js';
import { OutcomeChoice, outcomeOf } from './choice.js';
import { useComfort } from './comfort.js';
import { Done } from './done.js';
import { useDraft } from './draft.js';
import { isLeaseLost, tellUse } from './lease.js';
import { Leaving } from './leaving.js';
import { useReadingKeys } from './number-keys.js';
import { takeNext } from './take-next.js';
import { AboutToSend, useSending } from './undo.js';
import { type FormProps, MOST_REASON } from './view-form.js';
import { type Because, BecauseChoice, type Verdicts, VerdictsOf } from './why-changed.js';
import { choicesOf, isBetter, isWorse, outcomeText } from './words.js';

/** The final answer of a reader who knows what the machine said; also agreement needs a reason. */
export function AnswerForm({ of, isLost, onLost }: FormProps) {
  const { id, scale } = of;
  const [draft, keep, forget] = useDraft(id, 'answer');
  const [isDone, setDone] = useState(false);
  const [known, setKnown] = useState<OutcomeValue | null>(null);
  const [because, setBecause] = useState<Because | null>(null);
  const [verdicts, setVerdicts] = useState<Verdicts>({});
  const { goesOn } = useComfort();
  const [client, navigate] = [useQueryClient(), useNavigate()];
  const form = useRef<HTMLFormElement>(null);
  const isChanging =
    of.stage !== 'blind' &&
    of.stage !== 'ended' &&
    draft.outcome !== '' &&
    isBetter(scale, outcomeOf(scale, draft.outcome), of.outcome);
  const act = useAct(async () => {
    const outcome = outcomeOf(scale, draft.outcome);
    const answer = {
      ...{ outcome, reason: draft.reason },
      ...(isChanging && because !== null && { because }),
      ...(Object.keys(verdicts).length > 0 && { verdicts }),
    };
    await tellUse(id);
    const { known } = await call('POST /v1/cases/{id}/answer', { path: { id }, body: answer }).catch(
      (cause: unknown) => {
        if (isLeaseLost(cause)) onLost();
        throw cause;
      },
    );
    forget();
    setDone(true);
    // What a panel decided of such a case is shown before anything else comes.
    if (known !== null) return setKnown(known);
    const next = goesOn ? await takeNext(client).catch(() => null) : null;
    await navigate(next === null ? { to: '/cases', search: {} } : { to: '/cases/$id', params: { id: next } });
  }, ['cases']);
  const sending = useSending(() => act.run(undefined));
  const isWhole = draft.outcome !== '' && draft.reason.trim() !== '' && (!isChanging || because !== null);
  const isOpen = of.stage === 'revealed' && !isLost && !act.isRunning && !isDone;
  const send = (): void => {
    if (isOpen && isWhole && form.current?.reportValidity() !== false) sending.send();
  };
  useReadingKeys(send, sending.leftS === null ? null : sending.undo);
  if (of.stage === 'blind' || of.stage === 'ended') return null;
  if (of.stage === 'awaiting-subject')
    return (
      <Section title="Your answer">
        <p className="quiet">
          The person was asked, and the clocks stand. The case stays yours until whoever looks after cases says that
          they answered.
        </p>
      </Section>
    );
  if (known !== null)
    return (
      <Done title="A case whose answer was known">
        This repeated a closed case, to see how cases are read; your answer changed nothing for anybody. The panel then
        decided: <strong>{outcomeText(scale, known)}</strong>; you answered{' '}
        <strong>{outcomeText(scale, outcomeOf(scale, draft.outcome))}</strong>, after your own view{' '}
        <strong>{outcomeText(scale, of.view.outcome)}</strong>. It is there to learn from, and not for anybody’s pay or
        discipline.
      </Done>
    );
  const change = (changed: Parameters<typeof keep>[0]): void => {
    sending.undo();
    keep(changed);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  const moved = draft.outcome !== '' && String(of.view.outcome) !== draft.outcome;
  return (
    <Section title={of.part === 'panel' ? 'Your vote' : 'Your answer'}>
      <form className="stack" onSubmit={submit} ref={form}>
        <OutcomeChoice
          legend="What should the decision be?"
          scale={scale}
          chosen={draft.outcome}
          onChoose={(outcome) => change({ outcome })}
          original={of.outcome}
        />
        {draft.outcome !== '' && isWorse(scale, outcomeOf(scale, draft.outcome), of.outcome) ? (
          <p className="note">This is worse for the person than the decision, which no review may be.</p>
        ) : null}
        {moved ? (
          <p className="note" role="status">
            This is other than your own view. {of.part === 'first' ? 'A panel reads the case as well then.' : ''}
          </p>
        ) : null}
        {isChanging ? <BecauseChoice chosen={because} onChoose={setBecause} /> : null}
        <VerdictsOf id={id} given={verdicts} onGive={setVerdicts} />
        <TextField
          label="Why, also where you agree with the machine"
          rows={5}
          most={MOST_REASON}
          isRequired
          value={draft.reason}
          onChange={(reason) => change({ reason })}
        />
        <AboutToSend sending={sending} what="Your answer" />
        <p className="acts">
          <button type="submit" className="button main-act" disabled={!isOpen || !isWhole}>
            Answer <kbd>Ctrl Enter</kbd>
          </button>
        </p>
        <Said error={act.error} />
      </form>
      <Leaving of={of} first={(choicesOf(scale)?.length ?? 0) + 1} isLost={isLost} />
    </Section>
  );
}
