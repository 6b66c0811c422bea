import { install, type Way, wayToInstall } from '../state/install.ts';

/** How the app comes onto this device's home screen. */
export function Install() {
  const way = wayToInstall();
  return (
    <>
      <p class="quiet">{WORDS[way]}</p>
      {way === 'offered' && (
        <div class="actions">
          <button type="button" class="button" onClick={() => void install()}>
            Install Heed
          </button>
        </div>
      )}
    </>
  );
}

const WORDS: Record<Way, string> = {
  installed: 'Heed is installed here.',
  offered: 'Installed, Heed has its own icon and window, and opens without a network.',
  'by the share sheet': 'To install Heed, open the Share menu of Safari and choose “Add to Home Screen”.',
  'only over https': 'Heed can be installed once this desk has an https address; the README shows three ways to one.',
  'by the browser': 'Your browser installs Heed from its own menu: “Install” or “Add to Home screen”.',
};
