import { type FormEvent, type ReactNode, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';

type Kind = wire.KeepControlRecord['kind'];

interface KeepSheetProps {
  readonly title: string;
  readonly system: string;
  readonly kind: Kind;
  /** What the record says, from what stands in the form. */
  readonly body: () => object;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form over the page that keeps a record about a system. A record is never changed: another one takes its place. */
export function KeepSheet({ title, system, kind, body, onClose, children }: KeepSheetProps) {
  const act = useAct(
    () => call('POST /v1/controls/records', { body: { system, kind, body: body() } }),
    ['controls'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {children}
        <p className="note small">It is kept under your name, and is never changed: another record takes its place.</p>
        <Said error={act.error} />
        <SheetActs button="Keep it" isDisabled={act.isRunning} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}

export interface SheetOf {
  readonly system: string;
  readonly onClose: () => void;
}

interface Offered {
  readonly does: string;
  readonly sheet: (props: SheetOf) => ReactNode;
}

/** Buttons, each of which opens a form. */
export function KeepButtons({ system, offers }: { readonly system: string; readonly offers: readonly Offered[] }) {
  const [open, setOpen] = useState<Offered | null>(null);
  const Form = open?.sheet;
  return (
    <>
      <p className="acts no-print">
        {offers.map((one) => (
          <button key={one.does} type="button" className="button" onClick={() => setOpen(one)}>
            {one.does}
          </button>
        ))}
      </p>
      {Form === undefined ? null : <Form system={system} onClose={() => setOpen(null)} />}
    </>
  );
}
