import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { dutiesQuery } from '../../api/incidents.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { NameField } from '../../parts/name-field.js';
import { TextField } from '../../parts/text-field.js';
import { Facts, withFact } from './facts.js';

interface OpenProps {
  readonly deployment: string | undefined;
  /** The alert that it is about. */
  readonly alert: string | undefined;
  readonly onClose: () => void;
}

type Fact = wire.Incident['facts'][number];
type Severity = wire.Incident['severity'];

/** Opens an incident; sent twice, it opens one. */
export function OpenSheet({ deployment = '', alert, onClose }: OpenProps) {
  const words = useQuery(dutiesQuery).data;
  const navigate = useNavigate();
  const [id] = useState(() => globalThis.crypto.randomUUID?.());
  const [kind, setKind] = useState<'deployment' | 'system'>('deployment');
  const [of, setOf] = useState(deployment);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [severity, setSeverity] = useState<Severity>('major');
  const [facts, setFacts] = useState<readonly Fact[]>([]);
  const act = useAct(
    async (body: wire.IncidentRequest) => {
      const opened = await call('POST /v1/incidents', { body });
      void navigate({ to: '/incidents/$id', params: { id: opened.id } });
    },
    ['incidents'],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({
      ...{ title, text, severity, facts },
      scope: kind === 'system' ? { kind, system: of } : { kind, deployment: of },
      ...(alert === undefined ? {} : { alerts: [alert] }),
      ...(id === undefined ? {} : { id }),
    });
  };
  return (
    <Sheet title={alert === undefined ? 'Open an incident' : `Open an incident about alert ${alert}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <TextField label="What it is, in a few words" most={200} isRequired value={title} onChange={setTitle} />
        <div className="row">
          <div className="field">
            <label htmlFor="incident-kind">About</label>
            <select
              id="incident-kind"
              value={kind}
              onChange={({ target }) => {
                setKind(target.value === 'system' ? 'system' : 'deployment');
                setOf('');
              }}
            >
              <option value="deployment">a deployment</option>
              <option value="system">a system</option>
            </select>
          </div>
          <NameField id="incident-of" label="Of" kind={kind} value={of} onChange={setOf} />
          <div className="field">
            <label htmlFor="incident-severity">Severity</label>
            <select
              id="incident-severity"
              value={severity}
              onChange={({ target }) => setSeverity(target.value as Severity)}
            >
              <option value="critical">critical</option>
              <option value="major">major</option>
              <option value="minor">minor</option>
            </select>
          </div>
        </div>
        <TextField label="What is known" rows={4} most={10_000} value={text} onChange={setText} />
        <Facts words={words?.facts} chosen={facts} onChoose={(fact, isOn) => setFacts(withFact(facts, fact, isOn))} />
        <Said error={act.error} />
        <SheetActs button="Open it" isDisabled={act.isRunning} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}
