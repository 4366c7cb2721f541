import { Link, type LinkProps } from '@tanstack/react-router';

interface TabsProps<View> {
  readonly label: string;
  readonly to: LinkProps['to'] & string;
  readonly views: readonly { readonly view: View; readonly name: string }[];
  readonly shown: View;
  /** Name of the view in the address. */
  readonly by?: 'view' | 'tab';
}

/** Ways to the views of a page, which stand in the address; the usual one has none. */
export function Tabs<View extends string | undefined>({ label, to, views, shown, by = 'view' }: TabsProps<View>) {
  return (
    <nav className="tabs" aria-label={label}>
      {views.map(({ view, name }) => (
        <Link
          key={name}
          to={to}
          search={(view === undefined ? {} : { [by]: view }) as never}
          activeOptions={{ exact: true }}
          aria-current={view === shown}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
