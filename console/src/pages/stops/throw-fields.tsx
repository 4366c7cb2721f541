import { type FormEvent, useId } from 'react';
import type { Registry } from '../../api/queries.js';
import { Said } from '../../parts/act.js';
import { shortDigest } from '../../parts/digest.js';
import { LAST_MINUTE } from '../../parts/moments.js';
import { TextField } from '../../parts/text-field.js';
import type { Wanted } from './wanted.js';
import { FALLBACKS, MODES, type Mode } from './words.js';

interface FieldsProps {
  readonly wanted: Wanted;
  /** What is wrong with it, once somebody wanted to go on. */
  readonly problem: string | null;
  readonly registry: Registry | undefined;
  readonly onChange: (wanted: Wanted) => void;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const KINDS = [
  ['deployment', 'A deployment'],
  ['version', 'A version, wherever it decides'],
  ['system', 'A system'],
  ['all', 'Everything'],
] as const;

/** What to stop, how, and why. */
export function ThrowFields({ wanted, problem, registry, onChange, onDone, onClose }: FieldsProps) {
  const id = useId();
  const set = (change: Partial<Wanted>): void => onChange({ ...wanted, ...change });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row">
        <div className="field">
          <label htmlFor={`${id}kind`}>What</label>
          <select
            id={`${id}kind`}
            value={wanted.kind}
            onChange={({ target }) => set({ kind: target.value as Wanted['kind'], of: '', model: '' })}
          >
            {KINDS.map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {wanted.kind === 'all' ? null : <Target id={`${id}of`} wanted={wanted} registry={registry} onChange={set} />}
      </div>
      <fieldset className="choices">
        <legend className="label">How</legend>
        {(Object.keys(MODES) as Mode[]).map((mode) => (
          <label key={mode} className="choice">
            <input type="radio" name={`${id}mode`} checked={wanted.mode === mode} onChange={() => set({ mode })} />
            <span>
              <strong>{MODES[mode].name}</strong> <span className="note small">{MODES[mode].does}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="row">
        {wanted.mode === 'throttle' ? (
          <div className="field">
            <label htmlFor={`${id}share`}>The model decides for, %</label>
            <input
              id={`${id}share`}
              inputMode="decimal"
              required
              value={wanted.share}
              onChange={({ target }) => set({ share: target.value })}
            />
          </div>
        ) : null}
        {wanted.mode === 'review' ? null : <Fallback id={id} wanted={wanted} registry={registry} onChange={set} />}
      </div>
      <TextField
        label="Why"
        rows={2}
        most={1000}
        isRequired
        value={wanted.reason}
        onChange={(text) => set({ reason: text })}
      />
      {/* A browser can point at no field in what is folded up, and would refuse to go on without a word. */}
      <details onInvalidCapture={({ currentTarget }) => currentTarget.setAttribute('open', '')}>
        <summary>Only some places or groups, a time to look again, a drill</summary>
        <div className="stack">
          <div className="field">
            <label htmlFor={`${id}where`}>Only where (NAME=VALUE such as jurisdiction=US-FL, more with commas)</label>
            <input id={`${id}where`} value={wanted.where} onChange={({ target }) => set({ where: target.value })} />
          </div>
          <div className="field">
            <label htmlFor={`${id}until`}>Look again at (it ends nothing)</label>
            <input
              id={`${id}until`}
              type="datetime-local"
              max={LAST_MINUTE}
              value={wanted.until}
              onChange={({ target }) => set({ until: target.value })}
            />
          </div>
          <label className="choice">
            <input type="checkbox" checked={wanted.drill} onChange={({ target }) => set({ drill: target.checked })} />
            <span>
              A drill <span className="note small">Every program is told, and no decision changes.</span>
            </span>
          </label>
        </div>
      </details>
      <Said error={problem === null ? null : new Error(problem)} />
      <p className="acts">
        <button type="submit" className="button danger">
          Go on
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </p>
    </form>
  );
}

interface PartProps extends Pick<FieldsProps, 'wanted' | 'registry'> {
  readonly id: string;
  readonly onChange: (change: Partial<Wanted>) => void;
}

function Target({ id, wanted, registry, onChange }: PartProps) {
  if (wanted.kind === 'version') {
    const value = `${wanted.model} ${wanted.of}`;
    const versions = registry?.versions ?? [];
    // A version that the address names is chosen before the list of all has come: a field that is empty until then would hold up the stop.
    const isListed =
      wanted.of === '' || versions.some(({ model, digest }) => model === wanted.model && digest === wanted.of);
    return (
      <div className="field grow">
        <label htmlFor={id}>Which</label>
        <select
          id={id}
          required
          value={wanted.of === '' ? '' : value}
          onChange={({ target }) => {
            const one = versions.find(({ model, digest }) => `${model} ${digest}` === target.value);
            onChange({ of: one?.digest ?? '', model: one?.model ?? '' });
          }}
        >
          <NoneChosen registry={registry} />
          {isListed ? null : (
            <option value={value}>
              {shortDigest(wanted.of)} of {wanted.model}
            </option>
          )}
          {versions.map(({ model, digest, label }) => (
            <option key={`${model} ${digest}`} value={`${model} ${digest}`}>
              {label} of {model}, {shortDigest(digest)}
            </option>
          ))}
        </select>
      </div>
    );
  }
  const names = wanted.kind === 'system' ? registry?.systems : registry?.deployments;
  return (
    <div className="field grow">
      <label htmlFor={id}>Which</label>
      <input
        id={id}
        list={`${id}list`}
        required
        value={wanted.of}
        onChange={({ target }) => onChange({ of: target.value })}
      />
      <datalist id={`${id}list`}>
        {(names ?? []).map((one) => (
          <option key={one.id} value={one.id} />
        ))}
      </datalist>
    </div>
  );
}

const NoneChosen = ({ registry }: Pick<PartProps, 'registry'>) => (
  <option value="">{registry === undefined ? 'Loading the versions …' : 'Choose one'}</option>
);

function Fallback({ id, wanted, registry, onChange }: PartProps) {
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}fallback`}>Instead decides</label>
        <select
          id={`${id}fallback`}
          value={wanted.fallback}
          onChange={({ target }) => onChange({ fallback: target.value as Wanted['fallback'] })}
        >
          {Object.entries(FALLBACKS).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
      </div>
      {wanted.fallback === 'last-good-version' ? (
        <div className="field grow">
          <label htmlFor={`${id}version`}>Which version</label>
          <select
            id={`${id}version`}
            required
            value={wanted.version}
            onChange={({ target }) => onChange({ version: target.value })}
          >
            <NoneChosen registry={registry} />
            {(registry?.versions ?? []).map(({ model, digest, label }) => (
              <option key={`${model} ${digest}`} value={digest}>
                {label} of {model}
              </option>
            ))}
          </select>
        </div>
      ) : null}
    </>
  );
}
