// Draws fig-newton anew, with the price and the slope that jax-js computes here.
(() => {
  const { defaultDevice, init, jit, numpy: np, valueAndGrad, vmap } = jaxjs;
  const box = document.getElementById("live-fig-newton");
  const drawing = document.querySelector("#fig-newton svg");
  const [controls, result] = [box.querySelector("fieldset").elements, box.querySelector("output.result")];

  // The program of the page.
  const bondPrice = (years) => (y) => {
    let price = np.array(0, { dtype: "float64" });
    for (let year = 1; year <= years; year++) {
      const cash = year === years ? 104 : 4;
      price = price.add(np.exp(y.ref.mul(-year)).mul(cash)); // ref: y is used again
    }
    y.dispose();
    return price;
  };
  // Its end.

  const quote = 95;
  const yields = Float64Array.from({ length: 41 }, (_, i) => (i - 10) / 100); // the axis, -10 % to 30 %
  const programs = new Map(); // by the number of years, since each number makes another program
  const compile = (years) => {
    if (!programs.has(years)) {
      const price = bondPrice(years);
      programs.set(years, { both: jit(valueAndGrad(price)), many: jit(vmap(price)) });
    }
    return programs.get(years);
  };
  const across = (y) => +(50 + 950 * (y + 0.1)).toFixed(1);
  const up = (price) => +(250 - 0.92 * price).toFixed(1);
  const percent = (y, digits) => `${(100 * y).toFixed(digits).replace("-", "−")} %`;
  const set = (name, values) => {
    const element = drawing.querySelector(`.${name}`);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
  };

  const draw = () => {
    const [y, years] = [controls.y.value / 100, +controls.years.value];
    const { both, many } = compile(years);
    const [price, slope] = both(np.array(Float64Array.of(y)).reshape([])).map((number) => number.js());
    const prices = many(np.array(yields)).js();
    const next = y - (price - quote) / slope;
    const line = (at) => up(price + slope * (at - y));
    set("curve", { d: `M${prices.map((one, i) => `${across(yields[i])} ${up(Math.min(one, 1e4))}`).join("L")}` });
    set("tangent", { d: `M50 ${line(-0.1)}L430 ${line(0.3)}` });
    set("start", { cx: across(y), cy: up(price) });
    set("next", { cx: across(Math.max(-1, Math.min(next, 1))) });
    drawing.ariaLabel = `The price of the bond falls with the yield. Its tangent at ${percent(y, 1)} meets the quoted price of 95 at ${percent(next, 2)}.`;
    const write = (number) => number.toFixed(6).replace("-", "−");
    result.value = `price ${write(price)}\nslope ${write(slope)}\nnext yield ${percent(next, 4)}`;
  };
  box.ready = init("cpu").then(() => {
    defaultDevice("cpu"); // its exponential has the digits of float64; that of the backend for WebAssembly has not
    box.addEventListener("input", draw);
  });
})();
