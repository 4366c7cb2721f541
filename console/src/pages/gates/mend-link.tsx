import { Link } from '@tanstack/react-router';

interface MendLinkProps {
  readonly kind: string;
  readonly deployment: string;
  readonly version: string | null;
}

/** The way to the page where evidence of a kind is made. */
export function MendLink({ kind, deployment, version }: MendLinkProps) {
  switch (kind) {
    case 'audit':
      return (
        <Link to="/audits" search={{ run: true, deployment }}>
          Run an audit
        </Link>
      );
    case 'incident-plan':
      return (
        <Link to="/incidents/plan" search={{ deployment }}>
          Write the plan
        </Link>
      );
    case 'drill':
      return (
        <Link to="/stops" search={{ scope: 'deployment', of: deployment }}>
          Practise the stop
        </Link>
      );
    case 'training-record':
      return version === null ? null : (
        <Link to="/lineage" search={{ version }}>
          See its lineage
        </Link>
      );
    case 'human-review':
      return (
        <Link to="/cases" search={{ view: 'load' }}>
          See who reads cases
        </Link>
      );
    case 'documents':
      return (
        <Link to="/documents" search={{ subject: deployment }}>
          See what is missing
        </Link>
      );
    case 'control':
      return <Link to="/controls">See the controls</Link>;
    case 'answering':
      return <Link to="/settings">See who has an account</Link>;
    default:
      return null;
  }
}
