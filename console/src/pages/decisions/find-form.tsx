import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useDeferredValue, useId, useState } from 'react';
import { registeredOfQuery } from '../../api/queries.js';
import { registeredNamesQuery } from '../../api/registered.js';
import { LAST_MINUTE } from '../../parts/moments.js';
import { OfferedNames } from '../../parts/name-field.js';
import { activationOf, deploymentOf } from '../../parts/registered.js';
import { ROUTES, type Typed } from './filter.js';
import { groupOf } from './typed-group.js';

/** Letters that a reference may have, as the service takes them. */
const MOST = 256;

interface FindFormProps {
  readonly typed: Typed;
  readonly onFind: (typed: Typed) => void;
  /** Whether the reader may see attributes, and so find people by them. */
  readonly seesGroups: boolean;
}

/** What decisions are searched by. */
export function FindForm({ typed: begun, onFind, seesGroups }: FindFormProps) {
  const id = useId();
  const [typed, setTyped] = useState(begun);
  const [isWrong, setWrong] = useState(false);
  const set = (change: Partial<Typed>): void => setTyped((old) => ({ ...old, ...change }));
  const { versions, active } = useVersions(typed.deployment);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWrong(groupOf(typed.group) === null);
    if (groupOf(typed.group) !== null) onFind(typed);
  };
  const field = (name: keyof Typed, label: string, more: object = {}) => (
    <div className="field grow">
      <label htmlFor={`${id}${name}`}>{label}</label>
      <input
        id={`${id}${name}`}
        maxLength={MOST}
        autoComplete="off"
        spellCheck={false}
        value={typed[name]}
        onChange={({ target }) => set({ [name]: target.value })}
        {...more}
      />
    </div>
  );
  return (
    <form className="stack no-print" onSubmit={submit} aria-label="Search of decisions">
      <div className="fields">
        {field('deployment', 'Deployment', { list: `${id}deployments` })}
        {field('subject', 'Person, by your reference')}
        {field('outcome', 'Outcome', { placeholder: '0, 1, a class or none' })}
        <div className="field grow">
          <label htmlFor={`${id}route`}>Decided by</label>
          <select id={`${id}route`} value={typed.route} onChange={({ target }) => set({ route: target.value })}>
            <option value="">any way</option>
            {ROUTES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        {field('from', 'Decided from', { type: 'datetime-local', max: LAST_MINUTE })}
        {field('to', 'Decided before', { type: 'datetime-local', max: LAST_MINUTE })}
        {field('version', 'Version of the model', { list: `${id}versions` })}
        {seesGroups
          ? field('group', 'Group', {
              placeholder: 'sex=F, age=25 - 45',
              'aria-invalid': isWrong,
              'aria-describedby': `${id}wrong`,
              maxLength: 10 * MOST,
            })
          : null}
      </div>
      <OfferedNames id={`${id}deployments`} kind="deployment" typed={typed.deployment} />
      <datalist id={`${id}versions`}>
        {versions.map((digest) => (
          <option key={digest} value={digest}>
            {digest === active ? 'decides now' : ''}
          </option>
        ))}
      </datalist>
      <p className="acts">
        <button type="submit" className="button main-act">
          Search
        </button>
        <span id={`${id}wrong`} className="small" role="alert">
          {isWrong
            ? 'A group is given as name=value, such as sex=F; several with commas between them, each name once.'
            : ''}
        </span>
      </p>
    </form>
  );
}

/** Versions of the model of a deployment, and which decides there now; of any model while no deployment is named. */
function useVersions(typed: string) {
  const deployment = useDeferredValue(typed);
  const registry = useQuery({ ...registeredOfQuery({ deployment }), enabled: deployment !== '' }).data;
  const known = deploymentOf(deployment, registry);
  const any = useQuery({ ...registeredNamesQuery({ kind: 'version' }), enabled: known === undefined }).data;
  const own = registry?.versions.filter(({ model }) => model === known?.model);
  return {
    versions: (known === undefined ? any?.versions : own)?.map(({ digest }) => digest) ?? [],
    active: activationOf(known)?.version,
  };
}
