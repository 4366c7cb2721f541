import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useMay } from '../../parts/may.js';

/** The audits on which something ended, with the way to each for whoever may read them. */
export function AuditLinks({ ids }: { readonly ids: readonly string[] }) {
  const mayRead = useMay()('audit.read');
  return (
    <>
      {ids.length === 1 ? 'the audit ' : 'the audits '}
      {ids.map((id, i) => (
        <Fragment key={id}>
          {i === 0 ? '' : ', '}
          {mayRead ? (
            <Link to="/audits/$id" params={{ id }} search={{}}>
              {id}
            </Link>
          ) : (
            <code>{id}</code>
          )}
        </Fragment>
      ))}
    </>
  );
}
