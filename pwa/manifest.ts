/** The web app manifest. Its paths are fixed for ever: a changed id or scope would be another app on every phone. */
export const MANIFEST = {
  id: '/app/',
  scope: '/app/',
  start_url: '/app/',
  name: 'Heed',
  short_name: 'Heed',
  description: 'The help desk that keeps its promises, in your hand.',
  lang: 'en',
  dir: 'ltr',
  display: 'standalone',
  background_color: '#f7f7f5',
  theme_color: '#f7f7f5',
  categories: ['business', 'productivity'],
  icons: [
    { src: '/app/icons/192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/app/icons/512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/app/icons/maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/app/icons/mark.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
  ],
  shortcuts: [
    { name: 'Mine', url: '/app/mine' },
    { name: 'Unassigned', url: '/app/unassigned' },
    { name: 'New ticket', url: '/app/new' },
  ],
};
