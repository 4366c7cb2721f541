import { type FormEvent, useId } from 'react';
import { Said } from '../../parts/act.js';
import { LAST_MINUTE } from '../../parts/moments.js';
import { NameField } from '../../parts/name-field.js';
import { TextField } from '../../parts/text-field.js';
import { VersionField } from './version-field.js';
import type { Wanted } from './wanted.js';
import { FALLBACKS, MODES, type Mode } from './words.js';

interface FieldsProps {
  readonly wanted: Wanted;
  /** What is wrong with it, once somebody wanted to go on. */
  readonly problem: string | null;
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
export function ThrowFields({ wanted, problem, onChange, onDone, onClose }: FieldsProps) {
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
        {wanted.kind === 'all' ? null : <Target id={`${id}of`} wanted={wanted} onChange={set} />}
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
        {wanted.mode === 'review' ? null : <Fallback id={id} wanted={wanted} onChange={set} />}
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

interface PartProps extends Pick<FieldsProps, 'wanted'> {
  readonly id: string;
  readonly onChange: (change: Partial<Wanted>) => void;
}

const Target = ({ id, wanted: { kind, of, model }, onChange }: PartProps) =>
  kind === 'version' ? (
    <VersionField
      id={id}
      label="Which"
      chosen={{ digest: of, model }}
      onChange={({ digest, model: chosen }) => onChange({ of: digest, model: chosen })}
    />
  ) : (
    <NameField
      id={id}
      label="Which"
      kind={kind === 'system' ? 'system' : 'deployment'}
      value={of}
      onChange={(name) => onChange({ of: name })}
    />
  );

function Fallback({ id, wanted, onChange }: PartProps) {
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
        <VersionField
          id={`${id}version`}
          label="Which version"
          chosen={{ digest: wanted.version, model: wanted.versionModel }}
          onChange={({ digest, model }) => onChange({ version: digest, versionModel: model })}
        />
      ) : null}
    </>
  );
}
