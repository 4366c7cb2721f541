import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call, Refused } from '../../api/call.js';
import { nextItemQuery } from '../../api/reviews.js';
import { Said, useAct } from '../../parts/act.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { TextField } from '../../parts/text-field.js';
import { Name } from '../../parts/words.js';
import { Choice, OutcomeChoice, outcomeOf } from './choice.js';
import { Discussion } from './discussion.js';
import { useReadingKeys } from './number-keys.js';
import { StandardText } from './standard.js';
import { MOST_REASON } from './view-form.js';
import { CONFIDENCE, choicesOf, inputText } from './words.js';

/** The cases of a calibration, one after the other, for who reads in it; and what all said of them once it is closed. */
export function CalibrationReading({ id }: { readonly id: string }) {
  const asked = useQuery(nextItemQuery(id));
  // Closed, it has no next case any longer, which the service says by refusing it.
  if (asked.error instanceof Refused && asked.error.status === 409) return <Discussion id={id} isReader />;
  return (
    <Answer of={asked} what="the next case">
      {({ item }) => (item === null ? <AllRead /> : <Item key={item.item} id={id} of={item} />)}
    </Answer>
  );
}

const AllRead = () => (
  <div className="state">
    <h2>You have read all of it</h2>
    <p className="note">
      Once the calibration is closed, this page shows what the others said. Until then nobody sees anybody’s view.
    </p>
    <Link className="button" to="/cases" search={{}}>
      To your cases
    </Link>
  </div>
);

type Next = NonNullable<wire.CalibrationItem['item']>;

function Item({ id, of }: { readonly id: string; readonly of: Next }) {
  const { scale, inputs, standard } = of;
  return (
    <div className="reading stack">
      <p className="note">
        Case {of.item + 1} of {of.of}
        {of.purpose === null ? '' : `, about ${of.purpose}`}. It is closed: what you say changes nothing for anybody.
      </p>
      <Section title="The person">
        <Table
          caption="What the decision rests on"
          columns={INPUTS}
          rows={Object.entries(inputs as Readonly<Record<string, unknown>>)}
          rowKey={([name]) => name}
        />
      </Section>
      {standard === null ? null : <StandardText of={standard} isOpen={false} />}
      <ViewOf id={id} item={of.item} scale={scale} />
    </div>
  );
}

const INPUTS: readonly Column<[string, unknown]>[] = [
  { id: 'name', head: 'What is known', cell: ([name]) => <Name whole>{name}</Name> },
  { id: 'value', head: 'Value', cell: ([, value]) => <Name whole>{inputText(value)}</Name> },
];

function ViewOf({ id, item, scale }: { readonly id: string; readonly item: number; readonly scale: Next['scale'] }) {
  const [outcome, setOutcome] = useState('');
  const [confidence, setConfidence] = useState(0);
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const act = useAct(async () => {
    const view = { item, outcome: outcomeOf(scale, outcome), confidence: confidence as 1, reason };
    await call('POST /v1/calibrations/{id}/views', { path: { id }, body: view });
    await client.invalidateQueries(nextItemQuery(id));
    scrollTo({ top: 0 });
  }, ['calibrations']);
  const isWhole = outcome !== '' && confidence > 0 && reason.trim() !== '';
  const send = (): void => {
    if (isWhole && !act.isRunning) act.run(undefined);
  };
  useReadingKeys(send, null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  const choices = choicesOf(scale)?.length ?? 0;
  return (
    <Section title="Your view">
      <form className="stack" onSubmit={submit}>
        <OutcomeChoice legend="How would you decide?" scale={scale} chosen={outcome} onChoose={setOutcome} />
        <fieldset className="choices">
          <legend>How sure are you?</legend>
          <div className="key-choices">
            {CONFIDENCE.map(([value, word], at) => (
              <Choice
                key={value}
                number={choices + at + 1}
                isChosen={confidence === value}
                onChoose={() => setConfidence(value)}
              >
                {word}
              </Choice>
            ))}
          </div>
        </fieldset>
        <TextField
          label="Why, in your own words"
          rows={4}
          most={MOST_REASON}
          isRequired
          value={reason}
          onChange={setReason}
        />
        <p className="acts">
          <button type="submit" className="button main-act" disabled={act.isRunning || !isWhole}>
            Commit my view
          </button>
        </p>
        <Said error={act.error} />
      </form>
    </Section>
  );
}
