import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { call } from '../../api/call.js';
import { type CaseReading, readingQuery } from '../../api/cases.js';
import { Said, useAct } from '../../parts/act.js';
import { Section } from '../../parts/page.js';
import { TextField } from '../../parts/text-field.js';
import { Choice, OutcomeChoice, outcomeOf } from './choice.js';
import { useDraft } from './draft.js';
import { isLeaseLost, tellUse } from './lease.js';
import { Leaving } from './leaving.js';
import { useReadingKeys } from './number-keys.js';
import { AboutToSend, useSending } from './undo.js';
import { CONFIDENCE, choicesOf } from './words.js';

/** Longest reason, as the service takes it. */
export const MOST_REASON = 10_000;

export interface FormProps {
  readonly of: CaseReading;
  readonly isLost: boolean;
  readonly onLost: () => void;
}

/** The view of a reader who has not seen what the machine said. */
export function ViewForm({ of, isLost, onLost }: FormProps) {
  const { id, scale } = of;
  const [draft, keep, forget] = useDraft(id, 'view');
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const act = useAct(async () => {
    const view = { outcome: outcomeOf(scale, draft.outcome), confidence: draft.confidence as 1, reason: draft.reason };
    await tellUse(id);
    const shown = await call('POST /v1/cases/{id}/view', { path: { id }, body: view }).catch((cause: unknown) => {
      if (isLeaseLost(cause)) onLost();
      throw cause;
    });
    forget();
    client.setQueryData(readingQuery(id).queryKey, shown);
    scrollTo({ top: 0 });
  }, []);
  const sending = useSending(() => act.run(undefined));
  const isWhole = draft.outcome !== '' && draft.confidence > 0 && draft.reason.trim() !== '';
  const send = (): void => {
    if (!isLost && !act.isRunning && isWhole && form.current?.reportValidity() !== false) sending.send();
  };
  useReadingKeys(send, sending.leftS === null ? null : sending.undo);
  const choices = choicesOf(scale)?.length ?? 0;
  const change = (changed: Parameters<typeof keep>[0]): void => {
    // What is changed is not what was about to be sent.
    sending.undo();
    keep(changed);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  return (
    <Section title="Your view">
      <form className="stack" onSubmit={submit} ref={form}>
        <OutcomeChoice
          legend="How would you decide?"
          scale={scale}
          chosen={draft.outcome}
          onChoose={(outcome) => change({ outcome })}
        />
        <fieldset className="choices">
          <legend>How sure are you?</legend>
          <div className="key-choices">
            {CONFIDENCE.map(([value, word], at) => (
              <Choice
                key={value}
                number={choices + at + 1}
                isChosen={draft.confidence === value}
                onChoose={() => change({ confidence: value })}
              >
                {word}
              </Choice>
            ))}
          </div>
        </fieldset>
        <TextField
          label="Why, in your own words"
          rows={5}
          most={MOST_REASON}
          isRequired
          value={draft.reason}
          onChange={(reason) => change({ reason })}
        />
        <AboutToSend sending={sending} what="Your view" />
        <p className="acts">
          <button type="submit" className="button main-act" disabled={isLost || act.isRunning || !isWhole}>
            Commit my view <kbd>Ctrl Enter</kbd>
          </button>
        </p>
        <Said error={act.error} />
      </form>
      <Leaving of={of} first={choices + CONFIDENCE.length + 1} isLost={isLost} />
    </Section>
  );
}
