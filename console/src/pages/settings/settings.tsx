import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../../parts/page.js';
import { Channels } from '../alerts/channels.js';
import { Keys } from './keys.js';
import { People } from './people.js';
import { Retention } from './retention.js';

const route = getRouteApi('/settings');

const TABS = [
  { tab: undefined, name: 'People' },
  { tab: 'keys', name: 'API keys' },
  { tab: 'channels', name: 'Channels' },
  { tab: 'retention', name: 'Retention' },
] as const;

export default function Settings() {
  const { tab } = route.useSearch();
  return (
    <Page
      title="Settings"
      about="Who may do what here, by which keys programs come in, whom alerts reach, and what is erased when."
    >
      <nav className="tabs" aria-label="Which settings">
        {TABS.map((one) => (
          <Link
            key={one.name}
            to="/settings"
            search={one.tab === undefined ? {} : { tab: one.tab }}
            activeOptions={{ exact: true }}
            aria-current={one.tab === tab}
          >
            {one.name}
          </Link>
        ))}
      </nav>
      {tab === 'keys' ? <Keys /> : tab === 'channels' ? <Channels /> : tab === 'retention' ? <Retention /> : <People />}
    </Page>
  );
}
