import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { call, Refused } from '../api/call.js';
import { sessionQuery } from '../api/queries.js';
import { plainText } from './plain-text.js';

/** A dialog over the page, which Escape closes. */
export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: React.ReactNode }) {
  return (
    <ModalOverlay className="shade" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
      <Modal className="sheet">
        <Dialog>
          <div className="inside">
            <Heading slot="title" level={2}>
              {plainText(title)}
            </Heading>
            {children}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/**
 * An act of a person: what it touched is asked for anew, and where the service wants a fresh proof of who they are, `proof` is a dialog for it, after
 * which the act is done.
 */
export function useAct<Input>(
  act: (input: Input) => Promise<unknown>,
  touches: readonly string[],
  onDone?: () => void,
) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<{ readonly input: Input; readonly refused: Error | null } | null>(null);
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      setWaiting(null);
      onDone?.();
      await Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
    onError: (cause, input) => {
      // What is refused for another reason is said where the act was begun; one that wants a proof again, beside the proof.
      const isWanted = cause instanceof Refused && cause.code === 'STEP_UP_REQUIRED';
      setWaiting((old) => (isWanted ? { input, refused: old === null ? null : cause } : null));
    },
  });
  const proof =
    waiting === null ? null : (
      <Proof
        refused={waiting.refused}
        onClose={() => setWaiting(null)}
        onProved={() => mutation.mutate(waiting.input)}
      />
    );
  const error = waiting === null ? mutation.error : null;
  return { run: mutation.mutate, isRunning: mutation.isPending, error, proof };
}

interface ProofProps {
  /** What the service said of the act after a proof. */
  readonly refused: Error | null;
  readonly onClose: () => void;
  readonly onProved: () => void;
}

function Proof({ refused, onClose, onProved }: ProofProps) {
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const prove = useMutation({
    mutationFn: () => call('POST /v1/session/step-up', { body: { password } }),
    onSuccess: onProved,
    // A wrong password does not say whether the session is over: what asks for the session does.
    onError: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // The dialog may stand within the form of the act: React hands events on to it wherever the dialog is drawn, and the act would be sent a second time.
    event.stopPropagation();
    prove.mutate();
  };
  return (
    <Sheet title="Prove that it is you" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p className="note">
          This act needs a fresh proof. Without a password, prove it by a passkey on your account page, then try again.
        </p>
        <div className="field">
          <label htmlFor="proof-password">Password</label>
          <input
            id="proof-password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </div>
        <Said error={prove.error ?? refused} />
        <SheetActs button="Go on" isDisabled={prove.isPending} onClose={onClose}>
          <a className="button" href="/account" target="_blank" rel="noreferrer">
            Your account
          </a>
        </SheetActs>
      </form>
    </Sheet>
  );
}

interface SheetActsProps {
  /** The act as its button names it. */
  readonly button: string;
  readonly isDisabled: boolean;
  readonly onClose: () => void;
  readonly leave?: string;
  readonly children?: React.ReactNode;
}

/** The buttons under a form of a sheet: the act, and the way out. */
export const SheetActs = ({ button, isDisabled, onClose, leave = 'Cancel', children }: SheetActsProps) => (
  <p className="acts">
    <button type="submit" className="button main-act" disabled={isDisabled}>
      {button}
    </button>
    <button type="button" className="button" onClick={onClose}>
      {leave}
    </button>
    {children}
  </p>
);

/** What the service said of an act that it refused. */
export function Said({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  return (
    <p className="verdict bad" role="alert">
      {error.message} {error instanceof Refused ? error.remedy : ''}
    </p>
  );
}
