import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { dutiesQuery, type PlanScope } from '../../api/incidents.js';
import { Said, useAct } from '../../parts/act.js';
import { LAST_DAY } from '../../parts/moments.js';
import { RowsField } from '../../parts/rows-field.js';
import { TextField } from '../../parts/text-field.js';

type Wanted = Required<Omit<wire.IncidentPlanRequest, 'scope'>>;

interface PlanFormProps {
  readonly scope: PlanScope;
  /** The plan as it was saved last; null where there is none. */
  readonly read: wire.IncidentPlanAnswer | null;
}

const DAYS = 365;
const LINE = 1000;
const TEXT = 10_000;
const NAME = 200;

/** Today, by the clock of the world: nothing of a plan may lie ahead, also where the reader's day began already. */
const today = (): string => new Date().toISOString().slice(0, 10);

/** What of a saved plan is written again: its parts, and nothing that the service added. */
function wantedOf(plan: Partial<wire.IncidentPlanRequest>): Wanted {
  const {
    authority = [],
    consumers = [],
    called = [],
    duties = [],
    ownDuties = [],
    drills = [],
    trainings = [],
  } = plan;
  const { budget = '', costOfStopping = '', switchOff = '', switchOn = '', reassessedOn = today() } = plan;
  const { reassessEveryDays = DAYS, drillEveryDays = DAYS } = plan;
  return {
    ...{ authority, budget, costOfStopping, consumers, switchOff, switchOn, called, duties, ownDuties },
    ...{ drills, trainings, reassessedOn, reassessEveryDays, drillEveryDays },
  };
}

/** Writes a plan as its next revision. Where somebody else saved one meanwhile, nothing typed is lost, and nothing of theirs is written over. */
export function PlanForm({ scope, read }: PlanFormProps) {
  const [plan, setPlan] = useState(() => wantedOf((read?.plan ?? {}) as Partial<wire.IncidentPlanRequest>));
  const [revision, setRevision] = useState(read?.plan.revision ?? 0);
  const [isSaved, setSaved] = useState(false);
  const act = useAct(async () => {
    const answer = await call('POST /v1/incident-plans', { query: { read: revision }, body: { scope, ...plan } });
    setRevision(answer.plan.revision);
    setSaved(true);
  }, ['incidents']);
  const set = (change: Partial<Wanted>): void => {
    setPlan({ ...plan, ...change });
    setSaved(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  const consumers = plan.consumers.map(({ name, system = '', contact = '' }) => ({
    name,
    system: system ?? '',
    contact,
  }));
  return (
    <form className="stack" onSubmit={submit}>
      <RowsField
        label="Who may decide to stop it, by role or name"
        fields={{ name: { label: 'Role or name', most: NAME, isRequired: true } }}
        rows={plan.authority.map((name) => ({ name }))}
        onChange={(rows) => set({ authority: rows.map(({ name }) => name) })}
        empty={{ name: '' }}
        add="Add who decides"
      />
      <TextField
        label="What may be spent without asking"
        most={LINE}
        value={plan.budget}
        onChange={(budget) => set({ budget })}
      />
      <TextField
        label="What switching off costs, and whom"
        rows={2}
        most={TEXT}
        value={plan.costOfStopping}
        onChange={(costOfStopping) => set({ costOfStopping })}
      />
      <RowsField
        label="Who uses the output: a registered system that does is told that its input is suspect"
        fields={{
          name: { label: 'Name', most: NAME, isRequired: true },
          system: { label: 'Its system here', most: NAME, kind: 'system' },
          contact: { label: 'Whom to tell there', most: LINE },
        }}
        rows={consumers}
        onChange={(rows) =>
          set({ consumers: rows.map((row) => ({ ...row, system: row.system === '' ? null : row.system })) })
        }
        empty={{ name: '', system: '', contact: '' }}
        add="Add who uses it"
      />
      <TextField
        label="How to switch off"
        rows={2}
        most={TEXT}
        value={plan.switchOff}
        onChange={(switchOff) => set({ switchOff })}
      />
      <TextField
        label="How to switch on again"
        rows={2}
        most={TEXT}
        value={plan.switchOn}
        onChange={(switchOn) => set({ switchOn })}
      />
      <RowsField
        label="Who is called"
        fields={{
          who: { label: 'Who', most: NAME, isRequired: true },
          how: { label: 'How to reach them', most: LINE, isRequired: true },
        }}
        rows={plan.called}
        onChange={(called) => set({ called })}
        empty={{ who: '', how: '' }}
        add="Add who is called"
      />
      <Duties chosen={plan.duties} onChange={(duties) => set({ duties })} />
      {plan.ownDuties.length === 0 ? null : (
        <p className="note">
          Own duties that stay as they are: {plan.ownDuties.map(({ id }) => id).join(', ')}. They are changed by the
          file of the plan.
        </p>
      )}
      <Days label="Drills" add="Add a drill" rows={plan.drills} onChange={(drills) => set({ drills })} />
      <Days label="Trainings" add="Add a training" rows={plan.trainings} onChange={(trainings) => set({ trainings })} />
      <Again plan={plan} onChange={set} />
      <Said error={act.error} />
      {isSaved ? (
        <p className="note" role="status">
          Saved as revision {revision}.
        </p>
      ) : null}
      <p className="acts">
        <button type="submit" className="button main-act" disabled={act.isRunning}>
          Save the plan
        </button>
      </p>
      {act.proof}
    </form>
  );
}

interface DaysProps {
  readonly label: string;
  readonly add: string;
  readonly rows: Wanted['drills'];
  readonly onChange: (rows: Wanted['drills']) => void;
}

const Days = ({ label, add, rows, onChange }: DaysProps) => (
  <RowsField
    label={label}
    fields={{
      day: { label: 'Day', most: 10, type: 'date', isRequired: true },
      what: { label: 'What was done', most: LINE, isRequired: true },
    }}
    rows={rows}
    onChange={onChange}
    empty={{ day: today(), what: '' }}
    add={add}
  />
);

/** @example spanText('15d') // '15 days' */
const spanText = (span: string): string => span.replace(/h$/, ' hours').replace(/^1d$/, '1 day').replace(/d$/, ' days');

/** Duties to report that are known, of which a plan names those that hold for it. */
function Duties({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}) {
  const known = useQuery(dutiesQuery).data?.duties ?? [];
  return (
    <fieldset className="choices">
      <legend className="label">Duties to report that hold for it</legend>
      {known.map(({ id, what, to, within, source }) => (
        <label key={id} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
          <span>
            {what}{' '}
            <span className="note small">
              To {to}
              {within === null ? '' : `, within ${spanText(within)}`}; {source}.
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface AgainProps {
  readonly plan: Wanted;
  readonly onChange: (change: Partial<Wanted>) => void;
}

/** When it was looked at last, and when it is too old. */
const Again = ({ plan, onChange }: AgainProps) => (
  <div className="row">
    <div className="field">
      <label htmlFor="plan-reassessed">Looked at as a whole on</label>
      <input
        id="plan-reassessed"
        type="date"
        required
        max={LAST_DAY}
        value={plan.reassessedOn}
        onChange={({ target }) => onChange({ reassessedOn: target.value })}
      />
    </div>
    <Every
      label="Again every, days"
      value={plan.reassessEveryDays}
      onChange={(reassessEveryDays) => onChange({ reassessEveryDays })}
    />
    <Every
      label="A drill every, days"
      value={plan.drillEveryDays}
      onChange={(drillEveryDays) => onChange({ drillEveryDays })}
    />
  </div>
);

const Every = ({ label, value, onChange }: { label: string; value: number; onChange: (days: number) => void }) => (
  <label className="field">
    <span className="label">{label}</span>
    <input
      type="number"
      required
      min={1}
      max={3660}
      value={Number.isNaN(value) ? '' : value}
      onChange={({ target }) => onChange(target.valueAsNumber)}
    />
  </label>
);
