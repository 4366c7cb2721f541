import { type FormEvent, type ReactNode, useState } from 'react';
import { Said, useAct } from './act.js';
import { TextField } from './text-field.js';

interface TextFormProps {
  readonly label: string;
  readonly most: number;
  readonly rows: number;
  /** What the button says. */
  readonly does: string;
  /** The text that is kept already; empty for none. */
  readonly before: string;
  readonly isSmall?: boolean;
  readonly act: (text: string) => Promise<unknown>;
  /** Keys of the queries that the act touches. */
  readonly touches: readonly string[];
  /** What is said between the text and the button. */
  readonly children?: ReactNode;
}

/** A form of one text and one button: it keeps the text, and does nothing where there is none or it is the one that is kept. */
export function TextForm({ label, most, rows, does, before, isSmall = false, act, touches, children }: TextFormProps) {
  const [text, setText] = useState(before);
  const done = useAct(() => act(text), touches);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    done.run(undefined);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField label={label} most={most} rows={rows} isRequired value={text} onChange={setText} />
      {children}
      <p className="acts">
        <button
          type="submit"
          className={isSmall ? 'button small' : 'button'}
          disabled={done.isRunning || text.trim() === '' || text === before}
        >
          {does}
        </button>
      </p>
      <Said error={done.error} />
      {done.proof}
    </form>
  );
}
