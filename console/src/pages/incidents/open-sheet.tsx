import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { dutiesQuery } from '../../api/incidents.js';
import { registryQuery } from '../../api/queries.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
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
  const registry = useQuery(registryQuery).data;
  const words = useQuery(dutiesQuery).data;
  const navigate = useNavigate();
  const [id] = useState(() => globalThis.crypto.randomUUID?.());
  const [of, setOf] = useState(deployment === '' ? '' : `deployment ${deployment}`);
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
  // The deployment of an alert is chosen before the list of all has come.
  const isListed = deployment === '' || registry?.deployments.some((one) => one.id === deployment) === true;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [kind, name] = [of.slice(0, of.indexOf(' ')), of.slice(of.indexOf(' ') + 1)];
    act.run({
      ...{ title, text, severity, facts },
      scope: kind === 'system' ? { kind, system: name } : { kind: 'deployment', deployment: name },
      ...(alert === undefined ? {} : { alerts: [alert] }),
      ...(id === undefined ? {} : { id }),
    });
  };
  return (
    <Sheet title={alert === undefined ? 'Open an incident' : `Open an incident about alert ${alert}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <TextField label="What it is, in a few words" most={200} isRequired value={title} onChange={setTitle} />
        <div className="row">
          <div className="field grow">
            <label htmlFor="incident-of">Of</label>
            <select id="incident-of" required value={of} onChange={({ target }) => setOf(target.value)}>
              <option value="">{registry === undefined ? 'Loading what is registered …' : 'choose'}</option>
              {isListed ? null : <option value={`deployment ${deployment}`}>{deployment}</option>}
              {registry?.systems.map((one) => (
                <option key={one.id} value={`system ${one.id}`}>
                  the system {one.id}
                </option>
              ))}
              {registry?.deployments.map((one) => (
                <option key={one.id} value={`deployment ${one.id}`}>
                  {one.id}
                </option>
              ))}
            </select>
          </div>
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
