// Runs the emulator until its standard input ends, so that none outlives its test.
// It says "ready ADDRESS", then "taken" each time it has rid itself of something a
// citizen did: into its queue or, with a webhook, into a call that was answered well.
const TelegramServer = require('telegram-test-api');

// A webhook that fails would otherwise end the process.
process.on('unhandledRejection', (e) => console.error('not taken:', e.message));

const emulator = new TelegramServer({ host: '127.0.0.1', storeTimeout: 600 });
emulator.config.port = 0; // whichever is free; the constructor takes 0 for 9000
for (const event of ['AddedUserMessage', 'AddedUserCommand', 'AddedUserCallbackQuery']) {
  emulator.on(event, () => console.log('taken'));
}
emulator.start().then(() => console.log(`ready http://127.0.0.1:${emulator.server.address().port}`));
process.stdin.on('end', () => emulator.stop().then(() => process.exit(0)));
process.stdin.resume();
