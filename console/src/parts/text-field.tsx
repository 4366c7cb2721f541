import { useId } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Most letters, as the service takes them. */
  readonly most: number;
  readonly isRequired?: boolean;
  /** Lines of the field; without it it has one. */
  readonly rows?: number;
}

/** A field for a text, with its name above it. */
export function TextField({ label, value, onChange, most, isRequired = false, rows }: TextFieldProps) {
  const id = useId();
  const same = { id, required: isRequired, maxLength: most, value };
  return (
    <div className="field grow">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input {...same} onChange={({ target }) => onChange(target.value)} />
      ) : (
        <textarea {...same} rows={rows} onChange={({ target }) => onChange(target.value)} />
      )}
    </div>
  );
}
