import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { registeredNamesQuery } from '../../api/registered.js';
import { shortDigest } from '../../parts/digest.js';

interface Version {
  /** Empty while none is chosen. */
  readonly digest: string;
  readonly model: string;
}

interface VersionProps {
  readonly id: string;
  readonly label: string;
  readonly chosen: Version;
  readonly onChange: (version: Version) => void;
}

/** Versions that are offered at once; where there are more, some of a name is typed. */
const MOST_OFFERED = 100;

/** A version of some model, chosen from those that are registered. */
export function VersionField({ id, label, chosen, onChange }: VersionProps) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed);
  const found = useQuery({
    ...registeredNamesQuery({ kind: 'version', q: q === '' ? undefined : q, limit: MOST_OFFERED }),
    placeholderData: keepPreviousData,
  }).data;
  const versions = found?.versions ?? [];
  const nameOf = ({ digest, model }: Version): string => `${model} ${digest}`;
  // A version that the address names is chosen before the list of all has come: a field that is empty until then would hold up the stop.
  const isListed = chosen.digest === '' || versions.some((one) => nameOf(one) === nameOf(chosen));
  const isLong = typed !== '' || (found?.counts.version ?? 0) > MOST_OFFERED;
  return (
    <>
      {isLong ? (
        <div className="field grow">
          <label htmlFor={`${id}find`}>Find a version</label>
          <input
            id={`${id}find`}
            type="search"
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </div>
      ) : null}
      <div className="field grow">
        <label htmlFor={id}>{label}</label>
        <select
          id={id}
          required
          value={chosen.digest === '' ? '' : nameOf(chosen)}
          onChange={({ target }) =>
            onChange(versions.find((one) => nameOf(one) === target.value) ?? { digest: '', model: '' })
          }
        >
          <option value="">{optionText(found?.counts.version)}</option>
          {isListed ? null : (
            <option value={nameOf(chosen)}>
              {shortDigest(chosen.digest)} of {chosen.model}
            </option>
          )}
          {versions.map((one) => (
            <option key={nameOf(one)} value={nameOf(one)}>
              {one.label} of {one.model}, {shortDigest(one.digest)}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

/** What stands for no version while this many are found; undefined before that is known. */
function optionText(found: number | undefined): string {
  if (found === undefined) return 'Loading the versions …';
  return found > MOST_OFFERED ? `Choose one of the nearest ${MOST_OFFERED} of ${found}` : 'Choose one';
}
