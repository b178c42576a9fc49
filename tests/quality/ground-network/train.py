"""Trains the network that tells objects from what is behind them (lib/networks/ground), from dump-training-set.ts' files.

    pip install tensorflow-cpu pillow
    python train.py FOLDER STEPS RATE SEED [WEIGHTS.h5 to go on from]

The weights that are shipped are of three runs one after another: 4500 steps at 0.003 (textures half as often), 800 at
0.0015, 1000 at 0.0012. A quarter of the objects (fold 0) and six of the photographs are never trained on.
Writes FOLDER/ground-weights.f16: of each convolution the kernel [height, width, channels, filters] and the biases, its
batch normalisation folded in.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import numpy as np
import tensorflow as tf
from PIL import Image
from tensorflow import keras

SIDE, GROUND, OBJECT, BATCH = 64, 76, 96, 32
HELD_OUT = ["lobby", "park", "venice", "workshop", "night", "hall"]
yy, xx = np.mgrid[0:GROUND, 0:GROUND].astype(np.float32) / (GROUND - 1)


def resized(picture, height, width):
    planes = [Image.fromarray(picture[..., c]).resize((width, height), Image.BILINEAR) for c in range(3)]
    return np.stack([np.array(plane) for plane in planes], -1)


def blurred(picture, r, least, most):
    side = int(r.integers(least, most))
    return np.clip(resized(resized(picture.astype(np.float32), side, side), GROUND, GROUND), 0, 1)


def mixed(one, other, share):
    return one + (other - one) * share[..., None]


# Grounds, [GROUND, GROUND, 3] from 0 to 1.


def any_colour(r):
    level, strength, hue = r.uniform(0.03, 0.97), r.uniform(0, 0.45) * r.random(), r.uniform(0, 2 * np.pi)
    return np.clip(level + strength * np.cos(hue + np.array([0, 2.094, 4.189])), 0, 1).astype(np.float32)


def noise(r, least=2, most=32):
    keep, share, total, out, cells = r.uniform(0.3, 0.9), 1.0, 0.0, np.zeros((GROUND, GROUND), np.float32), least
    while cells <= most:
        grid = Image.fromarray(r.random((cells + 1, cells + 1)).astype(np.float32))
        out += share * np.array(grid.resize((GROUND, GROUND), Image.BICUBIC))
        total, share, cells = total + share, share * keep, cells * 2
    return out / total


def flat(r):
    kind = r.random()
    grey = 1.0 if kind < 0.3 else 0.0 if kind < 0.5 else r.random()
    colour = np.full(3, grey, np.float32) if kind < 0.75 else any_colour(r)
    return np.broadcast_to(colour, (GROUND, GROUND, 3)).copy()


def smooth(r):
    kind = r.integers(0, 5)
    if kind == 0:
        angle = r.uniform(0, 2 * np.pi)
        along = (np.cos(angle) * (xx - 0.5) + np.sin(angle) * (yy - 0.5)) / r.uniform(0.6, 1.6)
        return mixed(any_colour(r), any_colour(r), np.clip(0.5 + along, 0, 1))
    if kind == 1:
        reach = np.hypot((xx - r.uniform(0, 1)) * r.uniform(0.7, 1.3), yy - r.uniform(0, 1)) / r.uniform(0.4, 1.2)
        return mixed(any_colour(r), any_colour(r), np.clip(reach, 0, 1) ** r.uniform(0.7, 2))
    if kind == 2:
        reach = np.hypot(xx - 0.5, yy - 0.5) / 0.71
        return any_colour(r) * (1 - r.uniform(0.3, 1) * reach[..., None] ** r.uniform(1, 3))
    if kind == 3:
        return resized(np.stack([any_colour(r) for _ in range(4)]).reshape(2, 2, 3), GROUND, GROUND)
    corners = np.clip(any_colour(r) + r.normal(0, 0.12, (3, 3, 3)), 0, 1).astype(np.float32)
    return np.clip(resized(corners, GROUND, GROUND), 0, 1)


def floor(r):
    bend = r.uniform(-0.3, 0.3) * (xx - 0.5) ** 2 if r.random() < 0.3 else 0
    horizon = r.uniform(0.25, 0.85) + r.normal(0, 0.05) * (xx - 0.5) + bend
    below = 1 / (1 + np.exp(-np.clip((yy - horizon) / r.uniform(0.002, 0.06), -40, 40)))
    wall = smooth(r) if r.random() < 0.7 else flat(r)
    ground = smooth(r) if r.random() < 0.6 else flat(r)
    if r.random() < 0.35:
        depth, scale = 1 / np.maximum(yy - horizon + 0.02, 0.02), r.uniform(0.3, 1.5)
        across, along = ((xx - 0.5) * depth * scale * 4 + r.random()) % 1, (depth * scale + r.random()) % 1
        is_tiled = r.random() < 0.5
        marks = (across < 0.5) ^ (along < 0.5) if is_tiled else (across < 0.08) | (along < 0.08)
        ground = mixed(ground, any_colour(r), marks.astype(np.float32) * r.uniform(0.2, 1))
    return mixed(wall, ground, below)


def texture(r):
    kind = r.integers(0, 4)
    if kind == 0:
        return mixed(any_colour(r), any_colour(r), np.clip((noise(r) - 0.5) * r.uniform(1, 5) + 0.5, 0, 1))
    angle, scale, warp = r.uniform(0, np.pi), r.uniform(3, 16), noise(r, 2, 8) * r.uniform(0, 0.25)
    u = (np.cos(angle) * xx + np.sin(angle) * yy + warp) * scale
    v = (-np.sin(angle) * xx + np.cos(angle) * yy + warp) * scale * r.uniform(0.4, 1.6)
    if kind == 1:
        marks = 0.5 + 0.5 * np.sin(2 * np.pi * u)
    elif kind == 2:
        marks = ((u % 1) < r.uniform(0.05, 0.2)) | ((v + 0.5 * (np.floor(u) % 2)) % 1 < r.uniform(0.05, 0.2))
    else:
        marks = (u % 1 < 0.5) ^ (v % 1 < 0.5)
    base = smooth if r.random() < 0.6 else flat
    out = mixed(base(r), base(r), marks.astype(np.float32))
    if r.random() < 0.4:
        tones = r.random((40, 40))[np.floor(u).astype(int) % 40, np.floor(v).astype(int) % 40]
        out = out * (1 + r.uniform(0.05, 0.3) * (tones - 0.5)[..., None] * 2)
    return np.clip(out * (1 + r.uniform(0, 0.5) * (noise(r, 8, 32) - 0.5)[..., None] * 2), 0, 1)


def photograph(r, photographs):
    panorama = photographs[r.integers(len(photographs))]
    height, width, _ = panorama.shape
    across = int(r.uniform(70, 260))
    down = min(int(across * r.uniform(0.6, 1.2)), height - 1)
    top = int(np.clip(r.normal(height * 0.5, height * 0.12) - down / 2, 0, height - down))
    columns = np.arange(across) + r.integers(0, width)
    part = resized(np.take(panorama[top : top + down], columns % width, axis=1), GROUND, GROUND)
    part = np.clip(part, 0, 1) ** r.uniform(0.6, 1.6) * r.uniform(0.6, 1.15)
    if r.random() < 0.3:
        part = part[..., r.permutation(3)]
    return blurred(part, r, 8, 40) if r.random() < 0.35 else np.clip(part, 0, 1)


def scene(r, objects):
    out = [smooth, floor, texture][r.integers(3)](r).copy()
    for _ in range(r.integers(4, 12)):
        side = int(GROUND * r.uniform(0.25, 0.7))
        prop = Image.fromarray(objects[r.integers(len(objects))]).resize((side, side), Image.BILINEAR)
        prop = np.array(prop).astype(np.float32) / 255
        top, left = r.integers(-side // 3, GROUND - 2 * side // 3), r.integers(-side // 3, GROUND - 2 * side // 3)
        y0, x0, y1, x1 = max(top, 0), max(left, 0), min(top + side, GROUND), min(left + side, GROUND)
        prop = prop[y0 - top : y1 - top, x0 - left : x1 - left]
        out[y0:y1, x0:x1] = out[y0:y1, x0:x1] * (1 - prop[..., 3:]) + prop[..., :3] * prop[..., 3:]
    return blurred(out, r, 8, 34)


def grounds(count, photographs, objects, seed):
    r, out = np.random.default_rng(seed), np.zeros((count, GROUND, GROUND, 3), np.uint8)
    for index in range(count):
        kind = r.random()
        if kind < 0.14:
            ground = flat(r)
        elif kind < 0.30:
            ground = smooth(r)
        elif kind < 0.46:
            ground = floor(r)
        elif kind < 0.66:
            ground = texture(r)
        elif kind < 0.77:
            ground = scene(r, objects)
        else:
            ground = photograph(r, photographs)
        out[index] = np.clip(ground, 0, 1) * 255
    return out


# Objects on grounds.


def moved(pictures, scale, aspect, angle, right, down, flip, squash=1.0, shear=0.0):
    """Pictures [n, OBJECT, OBJECT, channels] scaled, turned and moved into [n, SIDE, SIDE, channels]."""
    n, half = len(pictures), SIDE / 2 - 0.5
    sx, sy = OBJECT / (SIDE * scale * aspect), OBJECT / (SIDE * scale / aspect)
    a, b = np.cos(angle) * sx * flip, np.sin(angle) * sy * flip + shear
    d, e = -np.sin(angle) * sx, np.cos(angle) * sy / squash
    c = OBJECT / 2 - a * (half + right) - b * (half + down) - 0.5
    f = OBJECT / 2 - d * (half + right) - e * (half + down) - 0.5
    zero = np.zeros(n)
    transforms = np.stack([a, b, c, d, e, f, zero, zero], 1).astype(np.float32)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=tf.constant(pictures.astype(np.float32)), transforms=transforms, output_shape=[SIDE, SIDE],
        interpolation="BILINEAR", fill_mode="CONSTANT", fill_value=0.0,
    )


def premultiplied(rgb, alpha):
    return np.concatenate([np.clip(rgb, 0, 1) * alpha, alpha], -1)


def examples(n, objects, weights, bank, r):
    """Pictures [n, SIDE, SIDE, 3] from -1 to 1, and how much of each place is the object's [n, SIDE, SIDE, 1]."""
    one = objects[r.choice(len(objects), n, p=weights)].astype(np.float32) / 255
    other = objects[r.choice(len(objects), n, p=weights)].astype(np.float32) / 255
    each = (n, 1, 1, 1)
    rgb = one[..., :3] ** np.exp(r.normal(0, 0.25, each))
    for index in np.where(r.random(n) < 0.2)[0]:
        rgb[index] = rgb[index][..., r.permutation(3)]
    grey = rgb.mean(-1, keepdims=True)
    rgb = np.clip(grey + (rgb - grey) * np.where(r.random(each) < 0.5, 1, r.uniform(0, 1.3, each)), 0, 1)
    rgb = rgb * np.where(r.random(each) < 0.6, 1, r.uniform(0.5, 1.25, each))

    size = r.random(n)
    usual, small, beyond = r.uniform(0.55, 0.98, n), r.uniform(0.3, 0.55, n), r.uniform(1, 1.7, n)
    scale = np.where(size < 0.12, beyond, np.where(size < 0.3, small, usual))
    aspect, angle = np.exp(r.uniform(-0.32, 0.12, n)), r.normal(0, 0.12, n)
    room = np.maximum(0, 1 - scale) * SIDE / 2 * 0.8
    right, down = r.uniform(-1, 1, n) * room, r.uniform(-1, 1, n) * room
    flip = np.where(r.random(n) < 0.5, 1, -1)
    front = moved(premultiplied(rgb, one[..., 3:]), scale, aspect, angle, right, down, flip).numpy()
    beside = moved(
        premultiplied(other[..., :3], other[..., 3:]), scale * 0.7, aspect, angle,
        right + r.normal(0, 11, n), down + r.normal(0, 6, n), flip,
    ).numpy()
    front = beside * (r.random(n) < 0.1)[:, None, None, None] * (1 - front[..., 3:]) + front

    top, left = r.integers(0, GROUND - SIDE + 1, 2)
    ground = bank[r.integers(0, len(bank), n), top : top + SIDE, left : left + SIDE].astype(np.float32) / 255
    turned = r.random(n) < 0.5
    ground[turned] = ground[turned][:, :, ::-1]
    # Some grounds are nearly of the object's own mean colour.
    own = (front[..., :3].sum((1, 2)) / (front[..., 3].sum((1, 2))[:, None] + 1e-3))[:, None, None]
    near = np.clip((ground - ground.mean((1, 2), keepdims=True)) * 0.3 + own + r.normal(0, 0.08, (n, 1, 1, 3)), 0, 1)
    ground = np.where((r.random(n) < 0.08)[:, None, None, None], near, ground)
    squash = r.uniform(0.15, 0.6, n)
    foot = down + scale * 0.42 * SIDE * (1 - squash)
    shadow = moved(one[..., 3:], scale, aspect, angle * 0, right, foot, flip, squash, r.normal(0, 0.6, n))
    reach = int(r.integers(1, 5)) * 2 + 1
    for _ in range(2):
        shadow = tf.nn.avg_pool2d(shadow, reach, 1, "SAME")
    ground = ground * (1 - shadow.numpy() * ((r.random(n) < 0.4) * r.uniform(0.15, 0.7, n))[:, None, None, None])

    front[r.random(n) < 0.03] = 0
    picture = front[..., :3] + ground * (1 - front[..., 3:])
    picture += r.normal(0, 1, picture.shape) * r.uniform(0, 0.02, each)
    picture = np.clip(picture * np.where(r.random(each) < 0.8, 1, r.uniform(0.5, 1, each)), 0, 1)
    return (picture * 2 - 1).astype(np.float32), front[..., 3:].astype(np.float32)


def network():
    layers = keras.layers

    def conv(x, filters, stride, name):
        x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False, name=name)(x)
        return layers.ReLU()(layers.BatchNormalization(momentum=0.97, name=f"{name}_normalised")(x))

    def joined(x, before):
        return layers.Concatenate()([layers.UpSampling2D(2, interpolation="nearest")(x), before])

    picture = layers.Input((SIDE, SIDE, 3))
    full = conv(picture, 12, 1, "full")
    half = conv(conv(full, 24, 2, "half_1"), 24, 1, "half_2")
    quarter = conv(conv(half, 40, 2, "quarter_1"), 40, 1, "quarter_2")
    eighth = conv(conv(quarter, 56, 2, "eighth_1"), 56, 1, "eighth_2")
    x = conv(conv(conv(eighth, 64, 2, "sixteenth_1"), 64, 1, "sixteenth_2"), 64, 1, "sixteenth_3")
    x = conv(joined(x, eighth), 56, 1, "eighth_3")
    x = conv(joined(x, quarter), 40, 1, "quarter_3")
    x = conv(joined(x, half), 24, 1, "half_3")
    x = conv(joined(x, full), 12, 1, "full_2")
    return keras.Model(picture, layers.Conv2D(1, 1, name="object")(x))


def exported(model):
    parts = []
    for layer in model.layers:
        if not isinstance(layer, keras.layers.Conv2D):
            continue
        kernel, *bias = layer.get_weights()
        if not bias:
            gamma, beta, mean, variance = model.get_layer(f"{layer.name}_normalised").get_weights()
            scale = gamma / np.sqrt(variance + 1e-3)
            kernel, bias = kernel * scale, [beta - mean * scale]
        parts += [kernel.ravel(), bias[0].ravel()]
    return np.concatenate(parts).astype(np.float16)


def main(folder, steps, rate, seed, weights_file=None):
    told = json.load(open(f"{folder}/objects.json"))
    objects = np.fromfile(f"{folder}/objects.rgba", np.uint8).reshape(-1, OBJECT, OBJECT, 4)
    trained = np.array(told["fold"]) != 0
    is_sample = np.arange(len(objects)) < told["sample"]
    photographs = {}
    for name in told["photographs"]:
        pixels = np.fromfile(f"{folder}/{name}.rgb", np.uint8)
        photographs[name] = pixels.reshape(int((pixels.size / 6) ** 0.5), -1, 3).astype(np.float32) / 255

    def part(chosen, names, count, bank_seed):
        # The sample and the kits count the same, however many each has.
        shares = np.where(is_sample, 1 / (chosen & is_sample).sum(), 1 / max(1, (chosen & ~is_sample).sum()))[chosen]
        bank = grounds(count, [photographs[name] for name in names], objects[chosen], bank_seed)
        return objects[chosen], shares / shares.sum(), bank

    training = part(trained, [name for name in photographs if name not in HELD_OUT], 9000, seed)
    validation = part(~trained, HELD_OUT, 600, 2)
    model = network()
    if weights_file:
        model.load_weights(weights_file)
    schedule = keras.optimizers.schedules.CosineDecay(0.0, steps, warmup_target=rate, warmup_steps=min(200, steps // 10), alpha=0.01)
    optimizer = keras.optimizers.Adam(schedule)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            share = tf.sigmoid(logits)
            both, either = tf.reduce_sum(share * y, [1, 2, 3]), tf.reduce_sum(share + y - share * y, [1, 2, 3])
            entropy = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits))
            loss = entropy + 0.3 * tf.reduce_mean(1 - (both + 10) / (either + 10))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    r = np.random.default_rng(seed + 1)
    for index in range(steps):
        loss = float(step(*examples(BATCH, *training, r)))
        if index % 100 == 0:
            print(index, round(loss, 4), flush=True)
    overlaps = []
    r = np.random.default_rng(11)
    for _ in range(12):
        x, y = examples(50, *validation, r)
        found = tf.sigmoid(model(x, training=False)).numpy() > 0.5
        both, either = (found & (y > 0.5)).sum((1, 2, 3)), (found | (y > 0.5)).sum((1, 2, 3))
        overlaps += list((both + 1) / (either + 1))
    print("intersection over union on what was held out", np.mean(overlaps))
    model.save_weights(f"{folder}/ground.weights.h5")
    exported(model).tofile(f"{folder}/ground-weights.f16")


if __name__ == "__main__":
    folder, steps, rate, seed, *rest = sys.argv[1:]
    main(folder, int(steps), float(rate), int(seed), *rest)
