import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { registeredNamesQuery } from '../api/registered.js';
import { NameField } from './name-field.js';
import { Answer } from './states.js';
import { useTyped } from './typed.js';

interface ChoiceProps {
  readonly chosen: string | undefined;
  readonly onChoose: (system: string) => void;
  /** What stands there where no system is registered. */
  readonly empty: ReactNode;
  readonly children: (system: string) => ReactNode;
}

/** Systems that are offered in a list; of more, names are typed. */
const FEW = 20;

/** Has the reader choose a system for a page that is about one: the first, until they do; no field where there is one alone. */
export function SystemChoice({ chosen, onChoose, empty, children }: ChoiceProps) {
  const names = useQuery(registeredNamesQuery({ kind: 'system', limit: FEW }));
  const [typed, type] = useTyped(chosen ?? '', (text) => {
    if (text !== '') onChoose(text);
  });
  return (
    <Answer of={names} what="the systems">
      {({ systems, counts }) => {
        const system = chosen ?? systems[0]?.id;
        if (system === undefined) return empty;
        return (
          <>
            {counts.system < 2 ? null : counts.system > FEW ? (
              <NameField id="system-choice" label="System" kind="system" value={typed} onChange={type} />
            ) : (
              <div className="field no-print system-choice">
                <label htmlFor="system-choice">System</label>
                <select id="system-choice" value={system} onChange={({ target }) => onChoose(target.value)}>
                  {systems.some(({ id }) => id === system) ? null : <option value={system}>{system}</option>}
                  {systems.map(({ id }) => (
                    <option key={id} value={id}>
                      {id}
                    </option>
                  ))}
                </select>
              </div>
            )}
            {children(system)}
          </>
        );
      }}
    </Answer>
  );
}
