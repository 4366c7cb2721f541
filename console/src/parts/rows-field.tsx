import { useId } from 'react';
import { OfferedNames } from './name-field.js';

interface RowsFieldProps<Row extends Readonly<Record<string, string>>> {
  readonly label: string;
  /** What each field of a row is called, with what it takes. */
  readonly fields: { readonly [name in keyof Row]: RowField };
  readonly rows: readonly Row[];
  readonly onChange: (rows: readonly Row[]) => void;
  readonly empty: Row;
  /** As in `Add a consumer`. */
  readonly add: string;
}

interface RowField {
  readonly label: string;
  readonly most: number;
  readonly isRequired?: boolean;
  readonly type?: 'date';
  /** Names of registered things of this kind are offered. */
  readonly kind?: 'system' | 'deployment';
  /** What it is chosen from, each by its value and in words. */
  readonly options?: readonly (readonly [value: string, words: string])[];
}

/** A list whose rows have a few fields each, with the ways to add and to take away one. */
export function RowsField<Row extends Readonly<Record<string, string>>>(props: RowsFieldProps<Row>) {
  const { label, fields, rows, onChange, empty, add } = props;
  const id = useId();
  const change = (at: number, name: string, value: string): void =>
    onChange(rows.map((row, i) => (i === at ? { ...row, [name]: value } : row)));
  return (
    <fieldset className="rows">
      <legend className="label">{label}</legend>
      {rows.map((row, at) => (
        // Rows have no names of their own, and are only added at the end and taken away.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a row is known by
        <div className="row" key={at}>
          {Object.entries<RowField>(fields).map(([name, { label: says, most, isRequired, type, kind, options }]) => (
            <div className="field grow" key={name}>
              <label htmlFor={`${id}${at}${name}`}>{says}</label>
              {options === undefined ? (
                <input
                  id={`${id}${at}${name}`}
                  required={isRequired === true}
                  maxLength={most}
                  value={row[name] ?? ''}
                  {...(type === undefined ? {} : { type })}
                  {...(kind === undefined ? {} : { list: `${id}${at}${name}list` })}
                  onChange={({ target }) => change(at, name, target.value)}
                />
              ) : (
                <select
                  id={`${id}${at}${name}`}
                  required={isRequired === true}
                  value={row[name] ?? ''}
                  onChange={({ target }) => change(at, name, target.value)}
                >
                  {options.map(([value, words]) => (
                    <option key={value} value={value}>
                      {words}
                    </option>
                  ))}
                </select>
              )}
              {kind === undefined ? null : (
                <OfferedNames id={`${id}${at}${name}list`} kind={kind} typed={row[name] ?? ''} />
              )}
            </div>
          ))}
          <button
            type="button"
            className="button"
            aria-label={`Take away row ${at + 1} of ${label}`}
            onClick={() => onChange(rows.filter((_, i) => i !== at))}
          >
            Take away
          </button>
        </div>
      ))}
      <p className="acts">
        <button type="button" className="button" onClick={() => onChange([...rows, empty])}>
          {add}
        </button>
      </p>
    </fieldset>
  );
}
