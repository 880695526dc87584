/* The page of one photo: its focal point on the picture, and texts of its file taken over. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const picture = document.querySelector("img[data-focal]");
  const across = document.getElementById("id_focal_x");
  const down = document.getElementById("id_focal_y");

  document.querySelectorAll("[data-offered-for]").forEach((line) => {
    const field = document.getElementById(`id_${line.dataset.offeredFor}`);
    if (!field) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "dce-lnk";
    button.textContent = line.dataset.use;
    button.addEventListener("click", () => {
      field.value = line.querySelector("span").textContent;
      field.focus();
    });
    line.append(button);
  });

  if (!picture || !across || !down) return;
  const frame = document.createElement("button");
  frame.type = "button";
  frame.className = "dce-focal";
  frame.setAttribute("aria-label", picture.dataset.focal);
  frame.title = picture.dataset.focal;
  const mark = document.createElement("i");
  picture.replaceWith(frame);
  frame.append(picture, mark);

  const within = (value) => Math.min(1, Math.max(0, Math.round(value * 100) / 100));
  const show = () => {
    mark.style.left = `${within(Number(across.value)) * 100}%`;
    mark.style.top = `${within(Number(down.value)) * 100}%`;
  };
  const put = (x, y) => {
    across.value = within(x);
    down.value = within(y);
    show();
  };
  frame.addEventListener("click", (event) => {
    // A click of the keyboard has no place.
    if (!event.detail) return;
    const box = picture.getBoundingClientRect();
    put((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  frame.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const size = event.shiftKey ? 0.1 : 0.01;
    put(Number(across.value) + step[0] * size, Number(down.value) + step[1] * size);
  });
  across.addEventListener("input", show);
  down.addEventListener("input", show);
  show();
});
