// The bot to compare votes with: grammY as its documentation advises for speed, a row a person, SQLite WAL + FULL.
//   node bench/grammy/bot.mjs API MODE PORT FOLDER VARIANT
// polling: @grammyjs/runner; webhook: node's http server, the answer rides in the reply to Telegram's post.
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { run } from "@grammyjs/runner";
import Database from "better-sqlite3";
import { Bot, webhookCallback } from "grammy";

const [api, mode, port, folder] = process.argv.slice(2);
const database = new Database(join(folder, "twiza.db"));
database.pragma("journal_mode=WAL");
database.pragma("synchronous=FULL");
database.exec("CREATE TABLE bench_votes (person INTEGER PRIMARY KEY, option TEXT NOT NULL)");
const upsert = database.prepare(
  "INSERT INTO bench_votes VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET option = excluded.option",
);

const bot = new Bot("123456:abcdefghijklmnopqrstuvwxyz0123456789", {
  client: { apiRoot: api, canUseWebhookReply: (method) => mode === "webhook" && method === "answerCallbackQuery" },
});
bot.on("callback_query:data", async (context) => {
  upsert.run(context.from.id, context.callbackQuery.data);
  await context.answerCallbackQuery("We have received it.");
});

function promises() {
  const [journal_mode, synchronous] = ["journal_mode", "synchronous"].map((name) => database.pragma(name, { simple: true }));
  return { journal_mode, synchronous };
}

function used() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 };
}

const say = (line) => console.log(JSON.stringify(line));
createInterface({ input: process.stdin })
  .on("line", () => say(used()))
  .on("close", () => process.exit(0));
say(promises());

await bot.init();
if (mode === "polling") {
  run(bot);
} else {
  createServer(webhookCallback(bot, "http")).listen(Number(port), "127.0.0.1", async () => {
    await bot.api.setWebhook(`http://127.0.0.1:${port}/telegram`);
  });
}
