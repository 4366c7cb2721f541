import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../api/call.js';
import { type Registry, sessionQuery } from '../../api/queries.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { useMay } from '../../parts/may.js';
import { activationOf, deploymentOf, ownerOf, systemOf } from '../../parts/registered.js';
import { TextField } from '../../parts/text-field.js';
import { versionName } from '../stops/words.js';
import { ShareField } from './share-field.js';

interface TryOutProps {
  readonly deployment: string;
  readonly registry: Registry;
}

/** The way to try another version of the model out on a few people, for whoever may, where there is another version. */
export function TryOut({ deployment, registry }: TryOutProps) {
  const [isOpen, setOpen] = useState(false);
  const may = useMay();
  const { data: session } = useQuery(sessionQuery);
  const owner = ownerOf(systemOf(deployment, registry), registry);
  const known = deploymentOf(deployment, registry);
  const now = activationOf(known);
  const others = registry.versions.filter(({ model, digest }) => model === known?.model && digest !== now?.version);
  const isOwn = owner !== undefined && owner === session?.name;
  if (now === undefined || others.length === 0 || !may('canaries.change', isOwn)) return null;
  return (
    <p className="acts no-print">
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Try another version out
      </button>
      {isOpen ? (
        <TryOutSheet
          {...{ deployment, registry }}
          versions={others.map(({ digest }) => digest)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </p>
  );
}

interface SheetProps extends TryOutProps {
  readonly versions: readonly string[];
  readonly onClose: () => void;
}

function TryOutSheet({ deployment, registry, versions, onClose }: SheetProps) {
  const id = useId();
  const [version, setVersion] = useState(versions.at(-1)!);
  const [share, setShare] = useState('5');
  const [reason, setReason] = useState('');
  // Sent again after an answer that was lost, the same id starts nothing more; browsers give ids only to pages that came safely.
  const [canary] = useState(() => globalThis.crypto.randomUUID?.());
  const act = useAct(
    () => {
      const known = canary === undefined ? {} : { id: canary };
      const body = { deployment, version, share: Number(share) / 100, reason, ...known };
      return call('POST /v1/canaries', { body });
    },
    ['stops'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Sheet title={`Try another version out on ${deployment}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p className="note">
          It decides for a share of the people, always the same ones, until you have it decide for everybody, take it
          back, or an alert holds it.
        </p>
        <div className="row">
          <div className="field grow">
            <label htmlFor={id}>Version</label>
            <select id={id} value={version} onChange={({ target }) => setVersion(target.value)}>
              {versions.map((one) => (
                <option key={one} value={one}>
                  {versionName(one, registry)}
                </option>
              ))}
            </select>
          </div>
          <ShareField value={share} onChange={setShare} />
        </div>
        <TextField label="Why" most={1000} isRequired value={reason} onChange={setReason} />
        <Said error={act.error} />
        <SheetActs button="Try it out" isDisabled={act.isRunning} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}
