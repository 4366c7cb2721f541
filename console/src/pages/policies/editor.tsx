import { type Ref, useRef } from 'react';

interface EditorProps {
  readonly id: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Lines with a mistake, from 1. */
  readonly marked: ReadonlySet<number>;
  readonly field: Ref<HTMLTextAreaElement>;
}

/** Room for a policy with numbers of lines; a line with a mistake is marked. */
export function Editor({ id, value, onChange, marked, field }: EditorProps) {
  const gutter = useRef<HTMLPreElement>(null);
  const lines = value.split('\n').length;
  return (
    <div className="editor">
      <pre className="gutter" aria-hidden="true" ref={gutter}>
        {Array.from({ length: lines }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
          <span key={i} data-marked={marked.has(i + 1)}>{`${i + 1}\n`}</span>
        ))}
      </pre>
      <textarea
        id={id}
        ref={field}
        spellCheck={false}
        wrap="off"
        autoCapitalize="off"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        onScroll={({ currentTarget }) => {
          if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** Puts the caret at a line and column, both from 1, and the line into sight. */
export function goTo(field: HTMLTextAreaElement, line: number, column: number): void {
  const lines = field.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const at = Math.min(start + column - 1, start + (lines[line - 1]?.length ?? 0));
  field.focus();
  field.setSelectionRange(at, at);
  const height = field.scrollHeight / Math.max(1, lines.length);
  field.scrollTop = Math.max(0, (line - 1) * height - field.clientHeight / 2);
}
