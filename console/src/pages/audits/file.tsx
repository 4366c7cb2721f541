import { Link } from '@tanstack/react-router';
import { type ChangeEvent, useId, useState } from 'react';
import { textOf } from '../../parts/files.js';
import { Page, Section } from '../../parts/page.js';
import { Failure } from '../../parts/states.js';
import { Comparison } from './comparison.js';
import { DataFindings } from './data-findings.js';
import { type AnyResult, readAny } from './data-result.js';
import { Findings } from './findings.js';

const crumb = (
  <Link to="/audits" search={{}}>
    Audits
  </Link>
);

type Opened = { readonly name: string; readonly opened: AnyResult } | { readonly name: string; readonly error: Error };

/** Most bytes of a file that is read: results of a hundred groups take some hundred thousand. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A result from a file, read in the browser and sent nowhere; a second one is compared with it. */
export default function AuditFile() {
  const [first, setFirst] = useState<Opened | null>(null);
  const [second, setSecond] = useState<Opened | null>(null);
  const shown = first !== null && 'opened' in first ? first.opened : null;
  const other = second !== null && 'opened' in second ? second.opened : null;
  return (
    <Page
      title={shown === null ? 'Open a result' : `Audit of ${first?.name}`}
      crumb={crumb}
      about="A file as tribune audit --json or tribune audit data --json writes it. It is read here in your browser, and sent nowhere."
    >
      <div className="stack">
        <Choose label="audit.json or data-audit.json" opened={first} onOpen={setFirst} />
        {shown?.kind === 'audit' ? (
          <Choose label="Compare with (a later one)" opened={second} onOpen={setSecond} />
        ) : null}
      </div>
      {shown === null ? null : (
        <div className="section">
          {shown.kind === 'data' ? (
            <DataFindings result={shown.result} />
          ) : (
            <>
              {other?.kind === 'audit' ? (
                <Section title="What changed">
                  <Comparison from={shown.result} to={other.result} />
                </Section>
              ) : other === null ? null : (
                <p className="note">{second?.name} is an audit of data, which is compared with none of decisions.</p>
              )}
              <Findings result={shown.result} />
            </>
          )}
        </div>
      )}
    </Page>
  );
}

interface ChooseProps {
  readonly label: string;
  readonly opened: Opened | null;
  readonly onOpen: (opened: Opened | null) => void;
}

function Choose({ label, opened, onOpen }: ChooseProps) {
  const id = useId();
  const open = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = target.files?.[0];
    onOpen(file === undefined ? null : await read(file));
  };
  return (
    <div className="field no-print">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="file" accept="application/json,.json" onChange={(event) => void open(event)} />
      {opened !== null && 'error' in opened ? <Failure cause={opened.error} /> : null}
    </div>
  );
}

async function read(file: File): Promise<Opened> {
  const { name } = file;
  try {
    return { name, opened: readAny(JSON.parse(await textOf(file, MOST_BYTES))) };
  } catch (cause) {
    const why = cause instanceof SyntaxError ? new Error(`${name} is no JSON: ${cause.message}`) : (cause as Error);
    return { name, error: why };
  }
}
