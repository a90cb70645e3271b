// A WebSocket client that is not ours: speaks the mission's protocol with a node and says what came of it.
import { WebSocket } from "ws";

const socket = new WebSocket(process.argv[2]);
const waiting = [];
socket.on("message", (data) => waiting.shift()?.(JSON.parse(data.toString())));
const closed = new Promise((resolve) => socket.on("close", (code) => resolve(code)));
await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));

const ask = (message) =>
  new Promise((resolve) => {
    waiting.push(resolve);
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  });

const initialized = await ask({ action: "initialize", template_id: "t1" });
const processed = await ask({ action: "process", vertex: "NEU", text: "Hello Konomi", id: 7 });
const connected = await ask({ action: "connect", source: "NEU", target: "SWD" });
const status = await ask({ action: "status" });
const thought = await ask({ action: "collective_think", query: "What is 2+2?" });
const broken = await ask("{ this is not JSON");
socket.close();
console.log(JSON.stringify({ initialized, processed, connected, status, thought, broken, code: await closed }));
