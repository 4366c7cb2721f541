import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { type NameKind, registeredNamesQuery } from '../api/registered.js';

/** Names that are offered at once: whoever looks for another types some of it. */
const MOST_OFFERED = 50;

interface NamesProps {
  /** Of the list, by which a field names it. */
  readonly id: string;
  readonly kind: 'system' | 'deployment';
  /** What was typed so far. */
  readonly typed: string;
}

/** Names of what is registered that go on from what was typed, for a field to offer. */
export function OfferedNames({ id, kind, typed }: NamesProps) {
  const names = useOffered(kind, typed);
  return (
    <datalist id={id}>
      {names.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

function useOffered(kind: Exclude<NameKind, 'version'>, typed: string): readonly string[] {
  const q = useDeferredValue(typed);
  const found = useQuery({
    ...registeredNamesQuery({ kind, q: q === '' ? undefined : q, limit: MOST_OFFERED }),
    placeholderData: keepPreviousData,
  }).data;
  return (kind === 'system' ? found?.systems : found?.deployments)?.map(({ id }) => id) ?? [];
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly kind: 'system' | 'deployment';
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field for the name of a system or a deployment, which offers those that there are. */
export const NameField = ({ id, label, kind, value, onChange }: FieldProps) => (
  <div className="field grow">
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      list={`${id}list`}
      required
      autoComplete="off"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
    <OfferedNames id={`${id}list`} kind={kind} typed={value} />
  </div>
);
