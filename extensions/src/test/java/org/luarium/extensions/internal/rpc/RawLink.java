// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A host, and on the other side a test that writes what it likes. */
final class RawLink implements AutoCloseable {
    private static final int SPACE = 32 << 20;

    final Watch watch = new Watch();
    final MemoryPipe toHost = new MemoryPipe();
    final MemoryPipe fromHost = new MemoryPipe();
    final Codecs codecs = new Codecs();
    final Peer host;
    final OutputStream out = toHost.output();
    private final FrameInput in;

    /** A frame of the host: its type and what follows. */
    record Received(int type, List<Object> fields, int bytes) {
        long number(int index) {
            return (Long) fields.get(index);
        }
    }

    RawLink(UnaryOperator<PeerOptions> change) {
        PeerOptions options = change.apply(PeerOptions.of("raw"));
        host = new Peer(options, codecs, toHost.input(), fromHost.output(), watch, CallObserver.NONE);
        in = new FrameInput(fromHost.input(), SPACE);
    }

    /** Both sides have greeted. */
    RawLink greeted() throws Exception {
        host.start();
        frame(out -> hello(out, Peer.VERSION));
        host.greeted().get(10, TimeUnit.SECONDS);
        receive(Frame.HELLO);
        return this;
    }

    static void hello(Output out, int version) {
        out.array(3);
        out.integer(Frame.HELLO);
        out.string("luarium-extension");
        out.integer(version);
    }

    void frame(Consumer<Output> body) throws IOException {
        out.write(bytes(body));
    }

    static byte[] bytes(Consumer<Output> body) {
        Output output = new Output(SPACE);
        body.accept(output);
        output.finish("a frame", "");
        return java.util.Arrays.copyOf(output.bytes(), output.size());
    }

    void call(long id, long parent, long target, String key, Consumer<Output> arguments) throws IOException {
        frame(output -> header(output, Frame.CALL, id, parent, target, key, arguments));
    }

    static void header(
            Output output, int type, long id, long parent, long target, String key, Consumer<Output> arguments) {
        output.array(8);
        output.integer(type);
        output.integer(id);
        output.integer(parent);
        output.integer(0);
        output.integer(target);
        output.string(key);
        output.integer(30_000);
        arguments.accept(output);
    }

    void result(long id, Consumer<Output> value) throws IOException {
        frame(output -> {
            output.array(3);
            output.integer(Frame.RESULT);
            output.integer(id);
            value.accept(output);
        });
    }

    /** The next frame of this type; others are skipped. */
    Received receive(int type) throws IOException {
        Received received = receive();
        while (received.type() != type) {
            received = receive();
        }
        return received;
    }

    Received receive() throws IOException {
        while (!in.hasFrame()) {
            if (!in.fill()) {
                throw new IOException("the host has closed the link");
            }
        }
        Input frame = in.take();
        int size = frame.array();
        int type = frame.integer(0, Frame.MOST);
        List<Object> fields = new ArrayList<>();
        for (int i = 1; i < size; i++) {
            fields.add(read(frame));
        }
        return new Received(type, fields, frame.size());
    }

    /** Any value; objects as their numbers. */
    private Object read(Input frame) {
        switch (frame.kind()) {
            case TAGGED -> {
                int[] length = new int[1];
                frame.tag(length);
                return frame.number(length[0]);
            }
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (int i = frame.array(); i > 0; i--) {
                    list.add(read(frame));
                }
                frame.leave();
                return list;
            }
            default -> {
                return codecs.any().read(frame, new References(host, 1));
            }
        }
    }

    @Override
    public void close() {
        host.close();
        watch.close();
    }
}
